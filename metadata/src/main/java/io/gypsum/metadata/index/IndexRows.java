package io.gypsum.metadata.index;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.gypsum.core.document.Summary;
import io.gypsum.metadata.sqlite.IndexTable;
import io.gypsum.metadata.sqlite.IndexTime;
import io.gypsum.metadata.sqlite.RowInsert;
import io.gypsum.metadata.sqlite.SqliteConnections;

/** Adds versions and documents to an index file. Not thread-safe. */
final class IndexRows implements AutoCloseable {
  /** Maximum number of cached tokens, which use up to 10 MB. */
  static final int MAX_CACHED_TOKENS = 200_000;
  private static final int MAX_CACHED_FIELDS = 10_000;

  private final RowInsert versions;
  private final RowInsert paths;
  private final LinkReceiver links;
  private final RowIds tokens;
  private final RowIds fields;
  private long lastVid;
  private long lastPid;

  /** @param links receives the links of all documents, in the order of the documents */
  IndexRows(Connection connection, LinkReceiver links) throws SQLException {
    this.links = links;
    versions = RowInsert.into(connection, IndexTable.VERSIONS);
    paths = RowInsert.into(connection, IndexTable.PATHS);
    tokens = new RowIds(connection, IndexTable.TOKENS, "tid", "token", MAX_CACHED_TOKENS);
    fields = new RowIds(connection, IndexTable.FIELDS, "fid", "field", MAX_CACHED_FIELDS);
    lastVid = SqliteConnections.number(connection, "SELECT ifnull(max(vid), 0) FROM versions");
    lastPid = SqliteConnections.number(connection, "SELECT ifnull(max(pid), 0) FROM paths");
  }

  /** Adds a version. The documents that are added next belong to it. */
  void add(IndexItem.VersionItem version) throws SQLException {
    Summary summary = version.summary();
    versions.set("vid", ++lastVid)
        .set("project", version.name().project().value())
        .set("asset", version.name().asset().value())
        .set("version", version.name().version().value())
        .set("latest", version.latest())
        .set("user", summary.uploadUserId())
        .set("time", IndexTime.toSeconds(Objects.requireNonNull(summary.uploadFinish())))
        .execute();
  }

  void add(IndexItem.DocumentItem document) throws SQLException, IOException {
    paths.set("pid", ++lastPid)
        .set("vid", lastVid)
        .set("path", document.path().value())
        .set("metadata", document.content().json())
        .execute();
    for (Map.Entry<String, Set<String>> field : document.content().termsByField().entrySet()) {
      long fid = field.getValue().isEmpty() ? 0 : fields.of(field.getKey());
      for (String term : field.getValue()) {
        links.add(lastPid, fid, tokens.of(term));
      }
    }
  }

  @Override
  public void close() throws SQLException {
    versions.close();
    paths.close();
    tokens.close();
    fields.close();
  }

  /**
   * The row ids of the texts in one table; a text without a row is added. The most recently used texts are cached, since a
   * few thousand words make up most documents.
   */
  private static final class RowIds implements AutoCloseable {
    private final PreparedStatement select;
    private final RowInsert insert;
    private final String idColumn;
    private final String textColumn;
    private long nextId;
    private final RecentIds cache;
    /** Whether every text of the table that can be cached was added to the cache. */
    private final boolean allAdded;

    RowIds(
        Connection connection, IndexTable table, String idColumn, String textColumn, int maxCached)
        throws SQLException {
      this.select =
          connection.prepareStatement(
              "SELECT " + idColumn + " FROM " + table.sqlName() + " WHERE " + textColumn + " = ?");
      this.insert = RowInsert.into(connection, table);
      this.idColumn = idColumn;
      this.textColumn = textColumn;
      this.cache = new RecentIds(maxCached);
      this.nextId =
          1 + SqliteConnections.number(
              connection,
              "SELECT ifnull(max(" + idColumn + "), 0) FROM " + table.sqlName());
      this.allAdded = nextId == 1;
    }

    long of(String text) throws SQLException {
      if (text.length() > RecentIds.MAX_CHARS) {
        return find(text);
      }
      long id = cache.get(text);
      if (id == 0) {
        id = allAdded && !cache.hasDropped() ? add(text) : find(text);
        cache.put(text, id);
      }
      return id;
    }

    private long find(String text) throws SQLException {
      select.setString(1, text);
      try (ResultSet found = select.executeQuery()) {
        if (found.next()) {
          return found.getLong(1);
        }
      }
      return add(text);
    }

    private long add(String text) throws SQLException {
      insert.set(idColumn, nextId).set(textColumn, text).execute();
      return nextId++;
    }

    @Override
    public void close() throws SQLException {
      select.close();
      insert.close();
    }
  }
}
