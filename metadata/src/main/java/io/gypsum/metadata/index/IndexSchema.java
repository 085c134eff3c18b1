package io.gypsum.metadata.index;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The tables of an index. Names and columns of the first five are a contract with clients in other languages
 * (metadata.md, section 2); the rest, keys and indexes included, is ours.
 */
final class IndexSchema {
  /** {@code PRAGMA user_version}: major·1,000,000 + minor·1,000 + patch. */
  static final int USER_VERSION = 1_001_000;

  private static final String[] TABLES = {
      """
          CREATE TABLE versions (
            vid INTEGER PRIMARY KEY,
            project TEXT NOT NULL,
            asset TEXT NOT NULL,
            version TEXT NOT NULL,
            latest INTEGER NOT NULL,
            user TEXT NOT NULL,
            time REAL NOT NULL)""",
      """
          CREATE TABLE paths (
            pid INTEGER PRIMARY KEY,
            vid INTEGER NOT NULL REFERENCES versions (vid) ON DELETE CASCADE,
            path TEXT NOT NULL,
            metadata BLOB NOT NULL)""",
      "CREATE TABLE tokens (tid INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE)",
      "CREATE TABLE fields (fid INTEGER PRIMARY KEY, field TEXT NOT NULL UNIQUE)",
      // In the order in which a search reads: all documents of a token, perhaps in one field.
      """
          CREATE TABLE links (
            pid INTEGER NOT NULL REFERENCES paths (pid) ON DELETE CASCADE,
            fid INTEGER NOT NULL REFERENCES fields (fid),
            tid INTEGER NOT NULL REFERENCES tokens (tid),
            PRIMARY KEY (tid, fid, pid)) WITHOUT ROWID""",
      "CREATE TABLE gypsum_index (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
      "CREATE TABLE gypsum_changes (key TEXT PRIMARY KEY) WITHOUT ROWID",
      """
          CREATE TABLE gypsum_retries (
            scope TEXT,
            key TEXT,
            reason TEXT NOT NULL,
            store_failed INTEGER NOT NULL,
            PRIMARY KEY (scope, key)) WITHOUT ROWID"""};

  private static final String[] INDEXES = {
      "CREATE UNIQUE INDEX versions_by_name ON versions (project, asset, version)",
      "CREATE UNIQUE INDEX paths_by_version ON paths (vid, path)",
      "CREATE INDEX tokens_by_prefix ON tokens (token COLLATE NOCASE)",
      // For deletes, which come by document.
      "CREATE INDEX links_by_path ON links (pid)"};

  private IndexSchema() {}

  static void createTables(Connection connection) throws SQLException {
    execute(connection, TABLES);
  }

  /** After the rows, which are written much faster without. */
  static void createIndexes(Connection connection) throws SQLException {
    execute(connection, INDEXES);
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
