package io.gypsum.metadata.index;

import java.sql.Connection;
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

import io.gypsum.metadata.sqlite.IndexTable;
import io.gypsum.metadata.sqlite.RowInsert;
import io.gypsum.metadata.sqlite.SqliteConnections;
import org.jspecify.annotations.Nullable;

/**
 * The state of the store up to which an index has been updated. The state is stored in the index file itself, so that
 * both are always published together.
 *
 * @param build identifies the build; row ids of different builds are unrelated
 * @param baseName the base name of the indexed documents
 * @param readAt when the change log was last read
 * @param changes the keys of the change log entries that the index contains, without those that are too old to be read again
 * @param failedReads the objects that could not be read and have to be read again
 */
record IndexState(
    UUID build, String baseName, Instant readAt, Set<String> changes,
    List<FailedRead> failedReads) {

  private static final String BUILD = "build";
  private static final String BASE_NAME = "base_name";
  private static final String READ_AT = "read_at";

  /**
   * Something that could not be read.
   *
   * @param scope the part of the store to read again
   */
  record FailedRead(IndexScope scope, IndexProblem problem) {
    /** Returns whether {@code other} concerns the same object, regardless of the reasons. */
    boolean isSameObject(FailedRead other) {
      return scope.equals(other.scope) && problem.key().equals(other.problem.key());
    }
  }

  /**
   * Reads the state of an index; null if it has none, because another program wrote the file.
   *
   * @throws RuntimeException if the state is malformed: an {@link IllegalArgumentException}, {@link
   *     java.time.DateTimeException} or {@link io.gypsum.core.GypsumException}
   */
  static @Nullable IndexState read(Connection connection) throws SQLException {
    if (SqliteConnections.number(
        connection, "SELECT count(*) FROM sqlite_schema WHERE name = 'gypsum_index'") == 0) {
      return null;
    }
    Map<String, String> values = new TreeMap<>();
    Set<String> changes = new HashSet<>();
    List<FailedRead> failedReads = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SELECT name, value FROM gypsum_index")) {
        while (row.next()) {
          values.put(row.getString("name"), row.getString("value"));
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT key FROM gypsum_changes")) {
        while (row.next()) {
          changes.add(row.getString("key"));
        }
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT scope, key, reason, store_failed FROM gypsum_retries")) {
        while (row.next()) {
          failedReads.add(
              new FailedRead(
                  IndexScope.parse(row.getString("scope")),
                  new IndexProblem(
                      row.getString("key"), row.getString("reason"),
                      row.getBoolean("store_failed"))));
        }
      }
    }
    String build = values.get(BUILD);
    String baseName = values.get(BASE_NAME);
    String readAt = values.get(READ_AT);
    return build == null || baseName == null || readAt == null
        ? null
        : new IndexState(
            UUID.fromString(build), baseName, Instant.parse(readAt), changes, failedReads);
  }

  /** Replaces the state in an index file. */
  void write(Connection connection) throws SQLException {
    SqliteConnections.execute(
        connection, "DELETE FROM gypsum_index", "DELETE FROM gypsum_changes",
        "DELETE FROM gypsum_retries");
    try (RowInsert insert = RowInsert.into(connection, IndexTable.GYPSUM_INDEX)) {
      insert.set("name", BUILD).set("value", build.toString()).execute();
      insert.set("name", BASE_NAME).set("value", baseName).execute();
      insert.set("name", READ_AT).set("value", readAt.toString()).execute();
    }
    try (RowInsert insert = RowInsert.into(connection, IndexTable.GYPSUM_CHANGES)) {
      for (String key : changes) {
        insert.set("key", key).execute();
      }
    }
    try (RowInsert insert = RowInsert.orReplace(connection, IndexTable.GYPSUM_RETRIES)) {
      for (FailedRead failed : failedReads) {
        insert.set("scope", failed.scope().toString())
            .set("key", failed.problem().key())
            .set("reason", failed.problem().reason())
            .set("store_failed", failed.problem().isStoreFailure())
            .execute();
      }
    }
  }
}
