package io.gypsum.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.gypsum.core.EditDistance;
import io.gypsum.metadata.search.CheckedQuery;
import io.gypsum.metadata.search.QuerySyntaxException;
import org.jspecify.annotations.Nullable;

/** Compares the fields of queries with those of an index. */
final class IndexedFields {
  /** Maximum number of fields whose names are compared to find a suggestion, since comparing takes time. */
  private static final int MAX_COMPARED_FIELDS = 2_000;
  private static final int MAX_COMPARED_CHARS = 64;

  private IndexedFields() {}

  /** @throws QuerySyntaxException if no document has text in one of the fields; not for an index without any text */
  static void require(List<CheckedQuery.FieldName> fields, Connection connection)
      throws SQLException {
    for (CheckedQuery.FieldName field : fields) {
      if (!hasText(field, connection)) {
        requireText(field, connection);
      }
    }
  }

  /**
   * Returns the fields of a query that are only compared, and in which no document has text.
   *
   * @throws QuerySyntaxException if the query searches one of them for text; not for an index without any text
   */
  static List<CheckedQuery.FieldName> withoutText(CheckedQuery query, Connection connection)
      throws SQLException {
    List<CheckedQuery.FieldName> found = new ArrayList<>();
    for (CheckedQuery.FieldName field : query.fields()) {
      if (!hasText(field, connection)) {
        if (query.isCompared(field)) {
          found.add(field);
        } else {
          requireText(field, connection);
        }
      }
    }
    return found;
  }

  private static boolean hasText(CheckedQuery.FieldName field, Connection connection)
      throws SQLException {
    return exists("SELECT 1 FROM fields WHERE field = ?", field.name(), connection);
  }

  private static void requireText(CheckedQuery.FieldName field, Connection connection)
      throws SQLException {
    if (exists("SELECT 1 FROM fields WHERE field != ?", field.name(), connection)) {
      throw CheckedQuery.fieldWithoutText(field, mostSimilar(field.name(), connection));
    }
  }

  private static boolean exists(String sql, String parameter, Connection connection)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql + " LIMIT 1")) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static @Nullable String mostSimilar(String name, Connection connection)
      throws SQLException {
    Map<String, Integer> distances = new HashMap<>();
    try (
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT field FROM fields WHERE length(field) <= " + MAX_COMPARED_CHARS
                    + " ORDER BY fid LIMIT " + MAX_COMPARED_FIELDS);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        distances.put(rows.getString(1), distance(name, rows.getString(1)));
      }
    }
    return distances.entrySet()
        .stream()
        .filter(entry -> entry.getValue() <= name.length() / 2)
        .min(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /** Returns 0 for a field that differs only in case, 1 for one of which {@code name} is the last part. */
  private static int distance(String name, String field) {
    if (name.length() > MAX_COMPARED_CHARS) {
      return Integer.MAX_VALUE;
    }
    String typed = name.toLowerCase(Locale.ROOT);
    String known = field.toLowerCase(Locale.ROOT);
    return known.endsWith("." + typed) ? 1 : EditDistance.between(typed, known);
  }
}
