package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Looks terms up before they are searched for. One for each search. Not thread-safe. */
final class Vocabulary {
  /** Up to so many links it is quicker to collect them than to ask documents in turn. */
  static final int MAX_RARE_LINKS = 2_000;
  /** So many tokens are looked up in a document's links one by one; of more, it is quicker to go through the links. */
  static final int MAX_NAMED_TOKENS = 32;

  private final Connection connection;
  private final Layout layout;
  private final Map<String, @Nullable Long> fields = new HashMap<>();

  Vocabulary(Connection connection, Layout layout) {
    this.connection = connection;
    this.layout = layout;
  }

  /** All terms of {@code condition}; null has none. */
  TermIndex lookUp(@Nullable Condition condition) throws SQLException {
    Map<Term, Postings> found = new HashMap<>();
    for (Term term : condition == null ? List.<Term>of() : condition.terms()) {
      if (!found.containsKey(term)) {
        found.put(term, lookUp(term));
      }
    }
    return new TermIndex(found, layout.linksByDocument());
  }

  private Postings lookUp(Term term) throws SQLException {
    Long field = null;
    if (term.field() != null) {
      field = field(term.field());
      if (field == null) {
        return Postings.NONE;
      }
    }
    List<Long> tokens = tokens(term);
    if (tokens.isEmpty()) {
      return Postings.NONE;
    }
    Postings all =
        new Postings(tokens.size() > MAX_NAMED_TOKENS ? null : tokens, field, 0, true);
    if (layout.linksByDocument() == null) {
      return all;
    }
    long links = links(term, all);
    return new Postings(all.tokens(), field, links, links <= MAX_RARE_LINKS);
  }

  private @Nullable Long field(String name) throws SQLException {
    if (!fields.containsKey(name)) {
      List<Long> found = numbers(new SqlText().add("SELECT fid FROM fields WHERE field = ?", name));
      fields.put(name, found.isEmpty() ? null : found.get(0));
    }
    return fields.get(name);
  }

  /** At most one more than can be named. */
  private List<Long> tokens(Term term) throws SQLException {
    SqlText sql = new SqlText().add("SELECT t.tid FROM tokens t WHERE ");
    if (term.pattern()) {
      LinksSql.like(sql, term);
    } else {
      sql.add("t.token = ?", term.word());
    }
    return numbers(sql.add(" LIMIT ?", MAX_NAMED_TOKENS + 1));
  }

  /** At most one more than is rare. */
  private long links(Term term, Postings postings) throws SQLException {
    SqlText sql = new SqlText().add("SELECT count(*) FROM (");
    LinksSql.selectDocuments(sql, term, postings);
    return numbers(sql.add(" LIMIT ?)", MAX_RARE_LINKS + 1)).get(0);
  }

  private List<Long> numbers(SqlText sql) throws SQLException {
    try (PreparedStatement statement = sql.prepared(connection);
        ResultSet rows = statement.executeQuery()) {
      List<Long> numbers = new ArrayList<>();
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
      return numbers;
    }
  }
}
