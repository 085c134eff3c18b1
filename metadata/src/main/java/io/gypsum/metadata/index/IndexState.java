package io.gypsum.metadata.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * How far an index has followed the store. It is kept in the index itself, so the two cannot disagree.
 *
 * @param build tells builds apart: with a new one all row numbers are others
 * @param baseName of the documents
 * @param readAt when the change log was read last
 * @param changes keys of the log that need not be looked at again; those too old to be looked at are left out
 * @param retries what could not be read, and is to be read again
 */
record IndexState(
    UUID build, String baseName, Instant readAt, Set<String> changes, List<Retry> retries) {

  private static final String BUILD = "build";
  private static final String BASE_NAME = "base_name";
  private static final String READ_AT = "read_at";

  /**
   * Null when the file says nothing of it: another program's index.
   *
   * @throws IllegalArgumentException when what it says makes no sense, as may {@link java.time.DateTimeException} and
   *     {@link io.gypsum.core.GypsumException}
   */
  static @Nullable IndexState read(Connection connection) throws SQLException {
    if (Sql.number(
        connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'gypsum_index'") == 0) {
      return null;
    }
    Map<String, String> values = new TreeMap<>();
    Set<String> changes = new HashSet<>();
    List<Retry> retries = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT name, value FROM gypsum_index")) {
        while (row.next()) {
          values.put(row.getString(1), row.getString(2));
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT key FROM gypsum_changes")) {
        while (row.next()) {
          changes.add(row.getString(1));
        }
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT scope, key, reason, store_failed FROM gypsum_retries")) {
        while (row.next()) {
          retries.add(
              new Retry(
                  IndexScope.parse(row.getString(1)),
                  new IndexProblem(row.getString(2), row.getString(3), row.getBoolean(4))));
        }
      }
    }
    String build = values.get(BUILD);
    String baseName = values.get(BASE_NAME);
    String readAt = values.get(READ_AT);
    return build == null || baseName == null || readAt == null
        ? null
        : new IndexState(
            UUID.fromString(build), baseName, Instant.parse(readAt), changes, retries);
  }

  /** Replaces what is there. */
  void write(Connection connection) throws SQLException {
    IndexSchema.execute(
        connection, "DELETE FROM gypsum_index", "DELETE FROM gypsum_changes",
        "DELETE FROM gypsum_retries");
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO gypsum_index VALUES (?, ?)")) {
      for (Map.Entry<String, String> value : Map.of(
          BUILD, build.toString(), BASE_NAME, baseName, READ_AT, readAt.toString())
          .entrySet()) {
        insert.setString(1, value.getKey());
        insert.setString(2, value.getValue());
        insert.executeUpdate();
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO gypsum_changes VALUES (?)")) {
      for (String key : changes) {
        insert.setString(1, key);
        insert.executeUpdate();
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR REPLACE INTO gypsum_retries VALUES (?, ?, ?, ?)")) {
      for (Retry retry : retries) {
        insert.setString(1, retry.scope().toString());
        insert.setString(2, retry.problem().key());
        insert.setString(3, retry.problem().reason());
        insert.setBoolean(4, retry.problem().isStoreFailure());
        insert.executeUpdate();
      }
    }
  }
}
