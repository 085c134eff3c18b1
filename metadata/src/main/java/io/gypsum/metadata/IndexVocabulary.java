package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.metadata.sqlite.SqlBuilder;
import io.gypsum.metadata.text.SearchTerms;
import org.jspecify.annotations.Nullable;

/** Counts the documents with each field, and with each of the search terms that start with a prefix. */
final class IndexVocabulary {
  /** Much longer than any word that is worth completing, and within the limits of SQLite. */
  private static final int MAX_PREFIX_CHARS = 1_000;
  /** The documents of links {@code d}; the order of the tables is that in which they are read. */
  private static final String DOCUMENTS =
      " CROSS JOIN paths p ON p.pid = d.pid CROSS JOIN versions v ON v.vid = p.vid";

  private final Connection connection;
  private final SearchOptions options;

  IndexVocabulary(Connection connection, SearchOptions options) {
    this.connection = connection;
    this.options = options;
  }

  /** Returns all fields with text, by name. */
  List<DocumentCount> fields() throws SQLException {
    SqlBuilder sql =
        new SqlBuilder().add(
            "SELECT f.field, count(*) FROM (SELECT DISTINCT fid, pid FROM links) d" + DOCUMENTS
                + " CROSS JOIN fields f ON f.fid = d.fid WHERE TRUE");
    return read(sql.add(latestOnly() + " GROUP BY f.fid ORDER BY f.field"));
  }

  /** Returns the terms that start with a prefix, the most frequent ones first. */
  List<DocumentCount> words(String prefix, @Nullable String field) throws SQLException {
    SqlBuilder sql =
        new SqlBuilder()
            .add("SELECT t.token, count(DISTINCT d.pid) FROM tokens t CROSS JOIN links d ON")
            .add(" d.tid = t.tid" + DOCUMENTS + " WHERE ");
    new TermQuery(term(prefix) + "%", true, null).addTokenCondition(sql);
    if (field != null) {
      sql.add(" AND d.fid = (SELECT fid FROM fields WHERE field = ?)", field);
    }
    return read(
        sql.add(latestOnly() + " GROUP BY t.tid ORDER BY count(DISTINCT d.pid) DESC, t.token"));
  }

  /** Returns the prefix as the index contains it. */
  private static String term(String prefix) {
    Set<String> terms = SearchTerms.of(prefix);
    // With letters around it, punctuation at the ends separates terms, too.
    if (terms.size() != 1 || SearchTerms.of("y" + prefix + "z").size() != 1
        || prefix.length() > MAX_PREFIX_CHARS) {
      throw GypsumException.invalid(
          "'" + Printable.value(prefix) + "' is not the beginning of a word: expected letters or"
              + " digits without spaces and punctuation, at most " + MAX_PREFIX_CHARS
              + " characters");
    }
    return terms.iterator().next();
  }

  private String latestOnly() {
    return options.allVersions() ? "" : " AND v.latest = 1";
  }

  private List<DocumentCount> read(SqlBuilder sql) throws SQLException {
    List<DocumentCount> counts = new ArrayList<>();
    try (PreparedStatement statement = sql.add(" LIMIT ?", options.limit()).prepare(connection);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        counts.add(new DocumentCount(rows.getString(1), rows.getLong(2)));
      }
    }
    return counts;
  }
}
