package io.gypsum.server.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.gypsum.core.LogLine;
import io.gypsum.core.document.Md5;
import io.gypsum.metadata.sqlite.SqliteConnections;
import io.gypsum.server.data.NumberedFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checksums in a local SQLite file, which may be deleted while the server is stopped. The file is opened when it is first used.
 * If it cannot be used, that is logged once, and no checksum is known.
 */
public final class ChecksumFile implements ContentChecksums, ContentDigests {
  private static final Logger LOG = LoggerFactory.getLogger(ChecksumFile.class);
  /** Version of the file format; a file of another format is emptied. */
  private static final int FORMAT = 2;
  /** Maximum number of checksums of each kind; a CRC-32 takes about 50 bytes, a SHA-256 about 80. */
  private static final long MAX_CHECKSUMS = 4_000_000;
  /** Checksums that are written in one transaction. A crash loses at most these. */
  private static final int BATCH = 256;
  /** The SHA-256 of a content of this size is written at once, since it took long to compute. */
  private static final long LARGE_BYTES = 16 * 1024 * 1024;
  /** Suffixes of the names of the files that SQLite writes. */
  private static final List<String> SIDE_FILES = List.of("", "-wal", "-shm", "-journal");

  private final Path directory;
  private final long maxChecksums;
  private @Nullable NumberedFile file;
  private @Nullable Connection connection;
  private boolean isUnusable;
  private final Table<Integer> crc32s = new Table<>("crc32", "INTEGER", Integer.class);
  private final Table<byte[]> sha256s = new Table<>("sha256", "BLOB", byte[].class);

  private record Content(Md5 md5, long sizeBytes) {}

  /** @param directory may be shared by several servers; created if it does not exist */
  public ChecksumFile(Path directory) {
    this(directory, MAX_CHECKSUMS);
  }

  ChecksumFile(Path directory, long maxChecksums) {
    this.directory = directory;
    this.maxChecksums = maxChecksums;
  }

  @Override
  public synchronized OptionalInt find(Md5 md5, long sizeBytes) {
    Integer found = crc32s.find(new Content(md5, sizeBytes));
    return found == null ? OptionalInt.empty() : OptionalInt.of(found);
  }

  @Override
  public synchronized byte @Nullable [] findSha256(Md5 md5, long sizeBytes) {
    byte[] found = sha256s.find(new Content(md5, sizeBytes));
    return found == null ? null : found.clone();
  }

  @Override
  public synchronized void add(Md5 md5, long sizeBytes, int crc32) {
    crc32s.add(new Content(md5, sizeBytes), crc32);
  }

  @Override
  public synchronized void addSha256(Md5 md5, long sizeBytes, byte[] sha256) {
    sha256s.add(new Content(md5, sizeBytes), sha256.clone());
    if (sizeBytes >= LARGE_BYTES) {
      sha256s.write();
    }
  }

  /** Checksums of one kind. */
  private final class Table<T> {
    private final String name;
    private final String columnType;
    private final Class<T> type;
    private final Map<Content, T> unwritten = new HashMap<>();
    private long count;

    Table(String name, String columnType, Class<T> type) {
      this.name = name;
      this.columnType = columnType;
      this.type = type;
    }

    void create(Connection opened) throws SQLException {
      SqliteConnections.execute(
          opened, "DROP TABLE IF EXISTS " + name,
          "CREATE TABLE " + name + " (high INTEGER NOT NULL, low INTEGER NOT NULL,"
              + " size INTEGER NOT NULL, checksum " + columnType + " NOT NULL,"
              + " PRIMARY KEY (high, low, size)) WITHOUT ROWID");
    }

    void readCount(Connection opened) throws SQLException {
      count = SqliteConnections.number(opened, "SELECT count(*) FROM " + name);
    }

    @Nullable
    T find(Content content) {
      T added = unwritten.get(content);
      if (added != null) {
        return added;
      }
      try {
        Connection open = open();
        return open == null ? null : select(open, content);
      } catch (SQLException | IOException e) {
        fail(e);
        return null;
      }
    }

    private @Nullable T select(Connection open, Content content) throws SQLException {
      try (PreparedStatement select =
          open.prepareStatement(
              "SELECT checksum FROM " + name + " WHERE high = ? AND low = ? AND size = ?")) {
        bind(select, content);
        try (ResultSet row = select.executeQuery()) {
          return row.next() ? type.cast(row.getObject(1)) : null;
        }
      }
    }

    private static void bind(PreparedStatement statement, Content content) throws SQLException {
      statement.setLong(1, content.md5().high());
      statement.setLong(2, content.md5().low());
      statement.setLong(3, content.sizeBytes());
    }

    void add(Content content, T checksum) {
      if (isUnusable) {
        return;
      }
      unwritten.put(content, checksum);
      if (unwritten.size() >= BATCH) {
        write();
      }
    }

    void write() {
      try {
        Connection open = open();
        if (open == null || unwritten.isEmpty()) {
          return;
        }
        open.setAutoCommit(false);
        if (count + unwritten.size() > maxChecksums) {
          SqliteConnections.execute(open, "DELETE FROM " + name);
          count = 0;
        }
        insert(open);
        open.commit();
        open.setAutoCommit(true);
        count += unwritten.size();
        unwritten.clear();
      } catch (SQLException | IOException e) {
        fail(e);
      }
    }

    private void insert(Connection open) throws SQLException {
      try (PreparedStatement insert =
          open.prepareStatement("INSERT OR REPLACE INTO " + name + " VALUES (?, ?, ?, ?)")) {
        for (Map.Entry<Content, T> added : unwritten.entrySet()) {
          bind(insert, added.getKey());
          insert.setObject(4, added.getValue());
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
  }

  private @Nullable Connection open() throws SQLException, IOException {
    if (connection != null || isUnusable) {
      return connection;
    }
    NumberedFile acquired = NumberedFile.acquire(directory);
    file = acquired;
    Connection opened = SqliteConnections.openLocal(acquired.path());
    connection = opened;
    if (SqliteConnections.number(opened, "PRAGMA user_version") != FORMAT) {
      crc32s.create(opened);
      sha256s.create(opened);
      // The table of format 1.
      SqliteConnections.execute(
          opened, "DROP TABLE IF EXISTS checksums", "PRAGMA user_version = " + FORMAT);
    }
    crc32s.readCount(opened);
    sha256s.readCount(opened);
    return opened;
  }

  /** The next start of the server creates a new file. */
  private void fail(Exception cause) {
    LOG.warn(
        "Checksums of files are not stored until the next start: {}", LogLine.of(cause));
    isUnusable = true;
    crc32s.unwritten.clear();
    sha256s.unwritten.clear();
    Path failed = file == null ? null : file.path();
    release();
    for (String suffix : failed == null ? List.<String>of() : SIDE_FILES) {
      try {
        Files.deleteIfExists(Path.of(failed + suffix));
      } catch (IOException e) {
        LOG.warn("Cannot delete '{}': {}", failed + suffix, LogLine.of(e));
      }
    }
  }

  private void release() {
    try (NumberedFile acquired = file; Connection open = connection) {
      file = null;
      connection = null;
    } catch (SQLException | IOException e) {
      LOG.warn("Cannot close the file of checksums: {}", LogLine.of(e));
    }
  }

  @Override
  public synchronized void close() {
    if (!crc32s.unwritten.isEmpty() || !sha256s.unwritten.isEmpty()) {
      crc32s.write();
      sha256s.write();
    }
    isUnusable = true;
    release();
  }
}
