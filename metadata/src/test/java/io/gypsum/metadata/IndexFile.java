package io.gypsum.metadata;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.metadata.sqlite.SqlBuilder;

/** Writes index files by the specification (metadata.md, section 2), independently of the indexer. */
final class IndexFile implements AutoCloseable {
  /** The keys and SQL indexes of a file, which the specification does not define. */
  enum Variant {
    /** Uses the keys and SQL indexes that our indexer creates. */
    FAST("""
        CREATE TABLE links(pid INTEGER, fid INTEGER, tid INTEGER, PRIMARY KEY(tid, fid, pid))
          WITHOUT ROWID;
        CREATE INDEX links_by_document ON links(pid);
        CREATE INDEX paths_by_version ON paths(vid, path);
        CREATE INDEX tokens_without_case ON tokens(token COLLATE NOCASE)"""),
    /** Uses the keys and SQL indexes of the public service. */
    PUBLIC("""
        CREATE TABLE links(pid INTEGER, fid INTEGER, tid INTEGER, UNIQUE(pid, fid, tid));
        CREATE INDEX index_links ON links(tid, fid);
        CREATE INDEX index_paths ON paths(path)"""),
    /** Has no keys and no SQL indexes. */
    BARE("CREATE TABLE links(pid INTEGER, fid INTEGER, tid INTEGER)");

    private final String statements;

    Variant(String statements) {
      this.statements = statements;
    }
  }

  private static final int FORMAT = 1_001_000;

  private final Connection connection;
  private final Map<List<String>, Long> versions = new HashMap<>();
  private final Map<String, Long> tokens = new HashMap<>();
  private final Map<String, Long> fields = new HashMap<>();
  private long documents;

  IndexFile(Path file, Variant variant) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    run("PRAGMA synchronous = OFF");
    run("PRAGMA user_version = " + FORMAT);
    connection.setAutoCommit(false);
    run(
        "CREATE TABLE versions(vid INTEGER PRIMARY KEY, project TEXT, asset TEXT, version TEXT,"
            + " latest INTEGER, user TEXT, time REAL)");
    run("CREATE TABLE paths(pid INTEGER PRIMARY KEY, vid INTEGER, path TEXT, metadata BLOB)");
    run("CREATE TABLE tokens(tid INTEGER PRIMARY KEY, token TEXT UNIQUE)");
    run("CREATE TABLE fields(fid INTEGER PRIMARY KEY, field TEXT UNIQUE)");
    for (String statement : variant.statements.split(";")) {
      run(statement);
    }
  }

  void version(
      String project, String asset, String version, boolean latest, String user, double time)
      throws SQLException {
    long vid = versions.size() + 1L;
    versions.put(List.of(project, asset, version), vid);
    run(
        "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?)", vid, project, asset, version,
        latest ? 1 : 0, user, time);
  }

  /** @return the row id for {@link #link} */
  long document(String project, String asset, String version, String path, String json)
      throws SQLException {
    long pid = ++documents;
    run(
        "INSERT INTO paths VALUES (?, ?, ?, jsonb(?))", pid,
        versions.get(List.of(project, asset, version)), path, json);
    return pid;
  }

  /** Must be called once for each document, field and token. */
  void link(long document, String field, String token) throws SQLException {
    run(
        "INSERT INTO links(pid, fid, tid) VALUES (?, ?, ?)", document,
        id("fields", fields, field), id("tokens", tokens, token));
  }

  void run(String sql, Object... values) throws SQLException {
    try (var statement = new SqlBuilder().add(sql, values).prepare(connection)) {
      statement.execute();
    }
  }

  private long id(String table, Map<String, Long> known, String text) throws SQLException {
    Long id = known.get(text);
    if (id == null) {
      id = known.size() + 1L;
      known.put(text, id);
      run("INSERT INTO " + table + " VALUES (?, ?)", id, text);
    }
    return id;
  }

  @Override
  public void close() throws SQLException {
    try (connection; Statement statement = connection.createStatement()) {
      connection.commit();
    }
  }
}
