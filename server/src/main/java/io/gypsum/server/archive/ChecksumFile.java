package io.gypsum.server.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
public final class ChecksumFile implements ContentChecksums {
  private static final Logger LOG = LoggerFactory.getLogger(ChecksumFile.class);
  /** Version of the file format; a file of another format is emptied. */
  private static final int FORMAT = 1;
  /** About 50 bytes each. */
  private static final long MAX_CHECKSUMS = 4_000_000;
  /** Checksums that are written in one transaction. A crash loses at most these. */
  private static final int BATCH = 256;
  /** What follows the name of the file in those of the files that SQLite writes. */
  private static final List<String> SIDE_FILES = List.of("", "-wal", "-shm", "-journal");

  private final Path directory;
  private final long maxChecksums;
  private @Nullable NumberedFile file;
  private @Nullable Connection connection;
  private boolean isUnusable;
  private final List<Checksum> unwritten = new ArrayList<>();
  private long count;

  private record Checksum(Md5 md5, long sizeBytes, int crc32) {}

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
    for (Checksum added : unwritten) {
      if (added.md5().equals(md5) && added.sizeBytes() == sizeBytes) {
        return OptionalInt.of(added.crc32());
      }
    }
    try {
      Connection open = open();
      return open == null ? OptionalInt.empty() : find(open, md5, sizeBytes);
    } catch (SQLException | IOException e) {
      fail(e);
      return OptionalInt.empty();
    }
  }

  private static OptionalInt find(Connection open, Md5 md5, long sizeBytes) throws SQLException {
    try (PreparedStatement select =
        open.prepareStatement(
            "SELECT crc32 FROM checksums WHERE high = ? AND low = ? AND size = ?")) {
      select.setLong(1, md5.high());
      select.setLong(2, md5.low());
      select.setLong(3, sizeBytes);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? OptionalInt.of(row.getInt(1)) : OptionalInt.empty();
      }
    }
  }

  @Override
  public synchronized void add(Md5 md5, long sizeBytes, int crc32) {
    if (isUnusable) {
      return;
    }
    unwritten.add(new Checksum(md5, sizeBytes, crc32));
    if (unwritten.size() >= BATCH) {
      write();
    }
  }

  private void write() {
    try {
      Connection open = open();
      if (open == null || unwritten.isEmpty()) {
        return;
      }
      open.setAutoCommit(false);
      if (count + unwritten.size() > maxChecksums) {
        SqliteConnections.execute(open, "DELETE FROM checksums");
        count = 0;
      }
      try (PreparedStatement insert =
          open.prepareStatement("INSERT OR REPLACE INTO checksums VALUES (?, ?, ?, ?)")) {
        for (Checksum added : unwritten) {
          insert.setLong(1, added.md5().high());
          insert.setLong(2, added.md5().low());
          insert.setLong(3, added.sizeBytes());
          insert.setInt(4, added.crc32());
          insert.addBatch();
        }
        insert.executeBatch();
      }
      open.commit();
      open.setAutoCommit(true);
      count += unwritten.size();
      unwritten.clear();
    } catch (SQLException | IOException e) {
      fail(e);
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
      SqliteConnections.execute(
          opened, "DROP TABLE IF EXISTS checksums",
          "CREATE TABLE checksums (high INTEGER NOT NULL, low INTEGER NOT NULL,"
              + " size INTEGER NOT NULL, crc32 INTEGER NOT NULL,"
              + " PRIMARY KEY (high, low, size)) WITHOUT ROWID",
          "PRAGMA user_version = " + FORMAT);
    }
    count = SqliteConnections.number(opened, "SELECT count(*) FROM checksums");
    return opened;
  }

  /** The next start of the server creates a new file. */
  private void fail(Exception cause) {
    LOG.warn(
        "Checksums of archives are not remembered until the next start: {}", LogLine.of(cause));
    isUnusable = true;
    unwritten.clear();
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
    if (!unwritten.isEmpty()) {
      write();
    }
    isUnusable = true;
    release();
  }
}
