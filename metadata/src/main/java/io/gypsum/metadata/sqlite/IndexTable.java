package io.gypsum.metadata.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The tables of an index, each with its columns in order. The first five are a contract with clients in other languages
 * (metadata.md, section 2): their names and columns must not change within a major format version. Keys, indexes and the
 * {@code gypsum_} tables may change; a change of any table requires a new {@link #FORMAT_VERSION}.
 *
 * <p>Each column is declared here and nowhere else. The statements that create, check and fill the tables are derived
 * from the declarations; {@link RowInsert} sets values by column name.
 */
public enum IndexTable {
  /** Published versions; {@code time} is encoded by {@link IndexTime}. */
  VERSIONS(
      "",
      column("vid", "INTEGER PRIMARY KEY"),
      column("project", "TEXT NOT NULL"),
      column("asset", "TEXT NOT NULL"),
      column("version", "TEXT NOT NULL"),
      column("latest", "INTEGER NOT NULL"),
      column("user", "TEXT NOT NULL"),
      column("time", "REAL NOT NULL")),
  /** Metadata documents, as SQLite's binary JSON. */
  PATHS(
      "",
      column("pid", "INTEGER PRIMARY KEY"),
      column("vid", "INTEGER NOT NULL REFERENCES versions (vid) ON DELETE CASCADE"),
      column("path", "TEXT NOT NULL"),
      // The cast makes SQLite read the bytes as UTF-8 text.
      new Column("metadata", "BLOB NOT NULL", "jsonb(CAST(? AS TEXT))")),
  /** Search terms. */
  TOKENS("", column("tid", "INTEGER PRIMARY KEY"), column("token", "TEXT NOT NULL UNIQUE")),
  /** Fields of documents. */
  FIELDS("", column("fid", "INTEGER PRIMARY KEY"), column("field", "TEXT NOT NULL UNIQUE")),
  /** Which search term occurs in which field of which document; the key makes a term's posting list contiguous. */
  LINKS(
      "PRIMARY KEY (tid, fid, pid)",
      column("pid", "INTEGER NOT NULL REFERENCES paths (pid) ON DELETE CASCADE"),
      column("fid", "INTEGER NOT NULL REFERENCES fields (fid)"),
      column("tid", "INTEGER NOT NULL REFERENCES tokens (tid)")),
  /** Properties of the index as a whole. */
  GYPSUM_INDEX("PRIMARY KEY (name)", column("name", "TEXT"), column("value", "TEXT NOT NULL")),
  /** Keys of the change log entries that the index already contains. */
  GYPSUM_CHANGES("PRIMARY KEY (key)", column("key", "TEXT")),
  /** Objects that could not be read and have to be read again. */
  GYPSUM_RETRIES(
      "PRIMARY KEY (scope, key)",
      column("scope", "TEXT"),
      column("key", "TEXT"),
      column("reason", "TEXT NOT NULL"),
      column("store_failed", "INTEGER NOT NULL"));

  /** The version of these declarations, as {@link IndexFormat} describes it. */
  static final int FORMAT_VERSION = 1_001_000;

  /** The tables that every index has, whichever program wrote it. */
  private static final List<IndexTable> DOCUMENTED =
      List.of(VERSIONS, PATHS, TOKENS, FIELDS, LINKS);

  static final String LINKS_BY_PATH = "links_by_path";

  private static final String[] INDEXES = {
      "CREATE UNIQUE INDEX versions_by_name ON versions (project, asset, version)",
      "CREATE UNIQUE INDEX paths_by_version ON paths (vid, path)",
      "CREATE INDEX tokens_by_prefix ON tokens (token COLLATE NOCASE)",
      // Deletes find links by document; searches use it to test one document for a term.
      "CREATE INDEX " + LINKS_BY_PATH + " ON links (pid)"};

  private final String key;
  @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable.
  private final List<Column> columns;

  /**
   * A column.
   *
   * @param type its SQL type and constraints
   * @param parameter the SQL expression by which a row gets its value; contains one {@code ?}
   */
  private record Column(String name, String type, String parameter) {}

  /** @param key the primary key, which also orders the rows; empty if the key is a column's {@code INTEGER PRIMARY KEY} */
  IndexTable(String key, Column... columns) {
    this.key = key;
    this.columns = List.of(columns);
  }

  private static Column column(String name, String type) {
    return new Column(name, type, "?");
  }

  /** Returns the table's name in SQL. */
  public String sqlName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Creates all tables in an empty database. */
  public static void createAll(Connection connection) throws SQLException {
    SqliteConnections.execute(
        connection, Arrays.stream(values()).map(IndexTable::create).toArray(String[]::new));
  }

  /** Creates the indexes. Call this after the rows have been added: filling indexed tables is much slower. */
  public static void createIndexes(Connection connection) throws SQLException {
    SqliteConnections.execute(connection, INDEXES);
  }

  /** Computes the statistics with which SQLite plans queries, except for those of {@link LinkStatistics}. */
  static void analyzeAllExceptLinks(Connection connection) throws SQLException {
    SqliteConnections.execute(
        connection,
        Arrays.stream(values())
            .filter(table -> table != LINKS)
            .map(table -> "ANALYZE " + table.sqlName())
            .toArray(String[]::new));
  }

  /** Checks that the documented tables and all their columns exist; fails with {@code SQLITE_ERROR} otherwise. */
  public static void requireDocumented(Connection connection) throws SQLException {
    for (IndexTable table : DOCUMENTED) {
      // Preparing a statement resolves all names.
      connection.prepareStatement("SELECT " + table.names() + " FROM " + table.sqlName()).close();
    }
  }

  private String create() {
    String definitions =
        columns.stream()
            .map(column -> column.name() + " " + column.type())
            .collect(Collectors.joining(", "));
    return "CREATE TABLE " + sqlName() + " (" + definitions
        + (key.isEmpty() ? ")" : ", " + key + ") WITHOUT ROWID");
  }

  /**
   * Returns a statement that inserts rows with values for all columns, in their order.
   *
   * @param verb {@code INSERT} or {@code INSERT OR REPLACE}
   * @param rows how many rows the statement inserts
   */
  String insert(String verb, int rows) {
    String row =
        columns.stream().map(Column::parameter).collect(Collectors.joining(", ", "(", ")"));
    return verb + " INTO " + sqlName() + " (" + names() + ") VALUES "
        + String.join(", ", Collections.nCopies(rows, row));
  }

  /** Returns the 1-based position of a column's value in {@link #insert} statements. */
  int parameter(String column) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(column)) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("table " + sqlName() + " has no column '" + column + "'");
  }

  private String names() {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
