package io.gypsum.server.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.metadata.sqlite.SqlBuilder;
import io.gypsum.metadata.sqlite.SqliteConnections;
import io.gypsum.metadata.sqlite.SqliteErrors;
import org.jspecify.annotations.Nullable;

/**
 * The SQLite file of a catalogue. It contains the versions with their links, projects, assets, the running uploads, and the keys
 * of the log entries that it includes. Every change is a transaction, so a crash leaves the file in the state before or after it. Thread-safe;
 * used by one process at a time.
 */
final class CatalogDatabase implements AutoCloseable {
  private static final String BUCKET = "bucket";
  private static final String SCANNED_AT = "scanned_at";
  private static final String READ_AT = "read_at";
  private static final String COMPLETE = "complete";

  private final Path file;
  private final Connection connection;
  private final CatalogRows rows;
  private final CatalogReaders readers;

  private CatalogDatabase(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
    this.rows = new CatalogRows(connection);
    this.readers = new CatalogReaders(file);
  }

  /** Opens a connection to a file, and creates the file if it does not exist. */
  interface Opener {
    Connection open(Path file) throws SQLException;
  }

  /** Creates a file, which replaces an existing one. It cannot be used before {@link #setComplete}. */
  static CatalogDatabase create(Path file, String bucket, Instant now, Opener opener)
      throws IOException {
    delete(file);
    CatalogDatabase database = connect(file, opener);
    try {
      SqliteConnections.execute(database.connection, CatalogTables.STATEMENTS);
      SqliteConnections
          .execute(database.connection, "PRAGMA user_version = " + CatalogTables.FORMAT);
      database.set(BUCKET, bucket);
      database.set(SCANNED_AT, now.toString());
      database.set(READ_AT, now.toString());
      return database;
    } catch (SQLException e) {
      throw database.closedAfter(CatalogErrors.translate(e));
    } catch (RuntimeException e) {
      throw database.closedAfter(e);
    }
  }

  private static CatalogDatabase connect(Path file, Opener opener) {
    try {
      return new CatalogDatabase(file, opener.open(file));
    } catch (SQLException e) {
      throw CatalogErrors.translate(e);
    }
  }

  /**
   * Opens a file; empty if it does not exist, is corrupt or incomplete, or belongs to another bucket or format.
   *
   * @throws CatalogErrors.DiskException if the disk failed; the file may be intact
   */
  static Optional<CatalogDatabase> open(Path file, String bucket, Opener opener) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    CatalogDatabase database;
    try {
      database = connect(file, opener);
    } catch (CatalogErrors.CorruptFileException e) {
      return Optional.empty();
    }
    try {
      if (database.isUsable(bucket)) {
        return Optional.of(database);
      }
    } catch (SQLException e) {
      if (!SqliteErrors.isWrongContent(e)) {
        throw database.closedAfter(CatalogErrors.translate(e));
      }
    } catch (DateTimeException e) {
      // The file is rebuilt.
    }
    database.close();
    return Optional.empty();
  }

  private boolean isUsable(String bucket) throws SQLException {
    if (SqliteConnections.number(connection, "PRAGMA user_version") != CatalogTables.FORMAT) {
      return false;
    }
    String scannedAt = read(SCANNED_AT);
    String readAt = read(READ_AT);
    return bucket.equals(read(BUCKET))
        && read(COMPLETE) != null
        && scannedAt != null
        && readAt != null
        && !Instant.parse(scannedAt).isAfter(Instant.parse(readAt))
        && isIntact();
  }

  private boolean isIntact() throws SQLException {
    try (PreparedStatement check = connection.prepareStatement("PRAGMA quick_check(1)");
        ResultSet row = check.executeQuery()) {
      return row.next() && row.getString(1).equals("ok");
    }
  }

  /** Returns whether closing a file failed to move the changes in its write-ahead log into it. */
  static boolean hasUnwrittenChanges(Path file) {
    return Files.exists(file.resolveSibling(file.getFileName() + "-wal"));
  }

  /** Deletes a file with the files that SQLite keeps beside it. */
  static void delete(Path file) throws IOException {
    for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }

  Path file() {
    return file;
  }

  /** Returns the start of the scan that built the file. */
  Instant scannedAt() {
    return Instant.parse(require(SCANNED_AT));
  }

  /** Returns the time up to which the file includes all changes. */
  Instant readAt() {
    return Instant.parse(require(READ_AT));
  }

  void setReadAt(Instant time) {
    set(READ_AT, time.toString());
  }

  void setComplete() {
    set(COMPLETE, "true");
  }

  synchronized boolean includes(Key change) {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT 1 FROM changes WHERE key = ?")) {
      select.setString(1, change.value());
      return select.executeQuery().next();
    } catch (SQLException e) {
      throw CatalogErrors.translate(e);
    }
  }

  void addChange(Key change) {
    execute("INSERT OR IGNORE INTO changes VALUES (?)", change.value());
  }

  /** Deletes the entries of a log before {@code from}, which are no longer listed. */
  void forgetChanges(String log, String from) {
    execute("DELETE FROM changes WHERE key >= ? AND key < ?", log, from);
  }

  /** Replaces what the file contains about a version, a project or an asset. */
  synchronized void put(CatalogItem item) {
    transaction(() -> rows.put(item));
  }

  /**
   * Adds documents that must be read again: those of a project, or of an asset.
   *
   * @param until they are read at each update until this time
   */
  void addStale(IndexScope scope, Instant until) {
    AssetName asset = scope.asset();
    execute(
        "INSERT INTO stale VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET until = max(until, excluded.until)",
        scope.project().value(), asset == null ? "" : asset.value(), until.toEpochMilli());
  }

  /** Returns the projects and assets whose documents must be read again. */
  synchronized List<IndexScope> stale() {
    List<IndexScope> scopes = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement("SELECT project, asset FROM stale");
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        String asset = row.getString(2);
        scopes.add(
            new IndexScope(
                new ProjectName(row.getString(1)), asset.isEmpty() ? null : new AssetName(asset),
                null));
      }
      return scopes;
    } catch (SQLException e) {
      throw CatalogErrors.translate(e);
    }
  }

  /** Removes what {@link #addStale} added, unless it must be read again after {@code now}. */
  void removeStale(IndexScope scope, Instant now) {
    AssetName asset = scope.asset();
    execute(
        "DELETE FROM stale WHERE project = ? AND asset = ? AND until <= ?",
        scope.project().value(), asset == null ? "" : asset.value(), now.toEpochMilli());
  }

  /** Returns the versions in {@code scope} that the file contains. */
  List<AssetVersion> versionsIn(IndexScope scope) {
    return versions(new ScopeQuery(scope).versions());
  }

  /** Returns the versions whose uploads were running when they were read. */
  List<AssetVersion> unfinished() {
    return versions(
        new SqlBuilder()
            .add("SELECT project, asset, version FROM versions WHERE state <> 'COMPLETE'"));
  }

  /** Returns an upload outside {@code scope} that had not written its links yet when it was read; null if there is none. */
  @Nullable
  AssetVersion startingOutside(IndexScope scope) {
    return versions(
        new SqlBuilder().add(
            // The first condition, although redundant, makes SQLite use the index.
            "SELECT project, asset, version FROM versions"
                + " WHERE state <> 'COMPLETE' AND state = 'STARTING'"))
        .stream()
        .filter(version -> !scope.contains(IndexScope.of(version)))
        .findFirst()
        .orElse(null);
  }

  private synchronized List<AssetVersion> versions(SqlBuilder sql) {
    List<AssetVersion> versions = new ArrayList<>();
    try (PreparedStatement select = sql.prepare(connection);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        versions.add(AssetVersion.of(row.getString(1), row.getString(2), row.getString(3)));
      }
      return versions;
    } catch (SQLException e) {
      throw CatalogErrors.translate(e);
    }
  }

  /** Returns the versions outside {@code scope} with links into it. The time grows with the number of links into it. */
  synchronized IncomingLinkSummary linksInto(IndexScope scope) {
    try {
      return new ScopeQuery(scope).linksInto(connection);
    } catch (SQLException e) {
      throw CatalogErrors.translate(e);
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void transaction(Work work) {
    try {
      connection.setAutoCommit(false);
      try {
        work.run();
        connection.commit();
      } catch (SQLException e) {
        // After some failures of the disk, SQLite has already rolled back, and refuses to do so again.
        suppressIn(e, connection::rollback);
        suppressIn(e, () -> connection.setAutoCommit(true));
        throw e;
      }
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw CatalogErrors.translate(e);
    }
  }

  private static void suppressIn(SQLException failure, Work cleanup) {
    try {
      cleanup.run();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private void set(String name, String value) {
    execute("INSERT OR REPLACE INTO state VALUES (?, ?)", name, value);
  }

  private String require(String name) {
    try {
      String value = read(name);
      if (value == null) {
        throw new CatalogErrors.CorruptFileException(new SQLException("no value '" + name + "'"));
      }
      return value;
    } catch (SQLException e) {
      throw CatalogErrors.translate(e);
    }
  }

  private synchronized @Nullable String read(String name) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT value FROM state WHERE name = ?")) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  private synchronized void execute(String sql, Object... values) {
    try (PreparedStatement statement = new SqlBuilder().add(sql, values).prepare(connection)) {
      statement.executeUpdate();
    } catch (SQLException e) {
      throw CatalogErrors.translate(e);
    }
  }

  /** Closes this database and returns {@code failure}, with a failure to close as a suppressed exception. */
  RuntimeException closedAfter(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /** Returns the connections of queries. */
  CatalogReaders readers() {
    return readers;
  }

  /** Waits for the end of running queries. */
  @Override
  public synchronized void close() {
    readers.close();
    try {
      connection.close();
    } catch (SQLException e) {
      throw CatalogErrors.translate(e);
    }
  }
}
