package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.metadata.sqlite.SqlBuilder;
import org.jspecify.annotations.Nullable;

/** Looks up the posting lists of a search's terms in an index, before the search is planned. Not thread-safe. */
final class TermLookup {
  private final Connection connection;
  private final LookupLimits limits;
  private final IndexStatistics statistics;
  private final Map<String, @Nullable Long> fields = new HashMap<>();

  /**
   * Bounds the work of a lookup. The limits decide which plan is chosen and how long a search takes, never what it finds.
   *
   * @param listedTokens how many tokens of a pattern are listed; the tokens of other patterns are found again by each use
   * @param countedLinks how many links of listed tokens are counted
   * @param countedPatternLinks how many links of a pattern whose tokens are not listed are counted: each of them may belong
   *     to another token, so counting is slower
   */
  record LookupLimits(int listedTokens, int countedLinks, int countedPatternLinks) {
    static final LookupLimits DEFAULT = new LookupLimits(32, 10_000, 2_000);
  }

  TermLookup(Connection connection, LookupLimits limits, IndexStatistics statistics) {
    this.connection = connection;
    this.limits = limits;
    this.statistics = statistics;
  }

  /** Returns the posting lists of all terms of a condition; null stands for a condition without terms. */
  Map<TermQuery, PostingList> lookUp(@Nullable SearchCondition condition) throws SQLException {
    Map<TermQuery, PostingList> found = new HashMap<>();
    List<TermQuery> terms = condition == null ? List.of() : condition.terms().distinct().toList();
    for (TermQuery term : terms) {
      found.put(term, lookUp(term));
    }
    return found;
  }

  private PostingList lookUp(TermQuery term) throws SQLException {
    Long field = null;
    if (term.field() != null) {
      field = field(term.field());
      if (field == null) {
        return PostingList.EMPTY;
      }
    }
    List<Long> tokens = tokens(term);
    if (tokens.isEmpty()) {
      return PostingList.EMPTY;
    }
    boolean listed = tokens.size() <= limits.listedTokens();
    PostingList uncounted =
        new PostingList(listed ? tokens : List.of(), listed ? null : term, field, 0, true);
    // Without an index that counts or tests quickly, the search has to read the links anyway.
    return statistics.linksIndex() == null
        ? uncounted
        : counted(uncounted, listed ? limits.countedLinks() : limits.countedPatternLinks());
  }

  private PostingList counted(PostingList list, int max) throws SQLException {
    SqlBuilder sql = new SqlBuilder().add("SELECT count(*) FROM (");
    list.addSelectDocuments(sql);
    long links = numbers(sql.add(" LIMIT ?)", max + 1)).get(0);
    return list.withLinks(links, links <= max);
  }

  private @Nullable Long field(String name) throws SQLException {
    if (!fields.containsKey(name)) {
      List<Long> found =
          numbers(new SqlBuilder().add("SELECT fid FROM fields WHERE field = ?", name));
      fields.put(name, found.isEmpty() ? null : found.get(0));
    }
    return fields.get(name);
  }

  /** Returns the row ids of the term's tokens, at most one more than the limit. */
  private List<Long> tokens(TermQuery term) throws SQLException {
    SqlBuilder sql = new SqlBuilder().add("SELECT t.tid FROM tokens t WHERE ");
    term.addTokenCondition(sql);
    // A term that is not a pattern has one token, which is listed even if the limit is 0 in a test.
    return numbers(sql.add(" LIMIT ?", limits.listedTokens() + 1));
  }

  private List<Long> numbers(SqlBuilder sql) throws SQLException {
    try (PreparedStatement statement = sql.prepare(connection);
        ResultSet rows = statement.executeQuery()) {
      List<Long> numbers = new ArrayList<>();
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
      return numbers;
    }
  }
}
