package io.gypsum.metadata.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Adds rows to an index. Not thread-safe. */
final class IndexRows implements AutoCloseable {
  /** Some 25 MB of tokens at most. */
  private static final int REMEMBERED_TOKENS = 200_000;
  private static final int REMEMBERED_FIELDS = 10_000;
  private static final int LINKS_AT_ONCE = 64;
  private static final double MICROS_PER_SECOND = 1e6;

  private final PreparedStatement insertVersion;
  private final PreparedStatement insertPath;
  private final PreparedStatement insertLinks;
  private final PreparedStatement insertLink;
  private final TextIds tokens;
  private final TextIds fields;
  private final List<long[]> links = new ArrayList<>(LINKS_AT_ONCE);
  private long lastVid;
  private long lastPid;

  /** @param linkTable where links go: its columns are those of {@code links} */
  IndexRows(Connection connection, String linkTable) throws SQLException {
    insertVersion =
        connection.prepareStatement("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?)");
    // As text in UTF-8, whatever it is bound as.
    insertPath =
        connection.prepareStatement(
            "INSERT INTO paths VALUES (?, ?, ?, jsonb(CAST(? AS TEXT)))");
    String into = "INSERT INTO " + linkTable + " (pid, fid, tid) VALUES (?, ?, ?)";
    insertLink = connection.prepareStatement(into);
    insertLinks = connection.prepareStatement(into + ", (?, ?, ?)".repeat(LINKS_AT_ONCE - 1));
    tokens = new TextIds(connection, "tokens", "tid", "token", REMEMBERED_TOKENS);
    fields = new TextIds(connection, "fields", "fid", "field", REMEMBERED_FIELDS);
    lastVid = Sql.number(connection, "SELECT ifnull(max(vid), 0) FROM versions");
    lastPid = Sql.number(connection, "SELECT ifnull(max(pid), 0) FROM paths");
  }

  /** Documents that are added next are of this version. */
  void add(Found.Version version) throws SQLException {
    insertVersion.setLong(1, ++lastVid);
    insertVersion.setString(2, version.name().project().value());
    insertVersion.setString(3, version.name().asset().value());
    insertVersion.setString(4, version.name().version().value());
    insertVersion.setInt(5, version.latest() ? 1 : 0);
    insertVersion.setString(6, version.user());
    insertVersion.setDouble(
        7,
        ChronoUnit.MICROS.between(Instant.EPOCH, version.finished()) / MICROS_PER_SECOND);
    insertVersion.executeUpdate();
  }

  void add(Found.Document document) throws SQLException {
    insertPath.setLong(1, ++lastPid);
    insertPath.setLong(2, lastVid);
    insertPath.setString(3, document.path().value());
    insertPath.setBytes(4, document.content().json());
    insertPath.executeUpdate();
    for (Map.Entry<String, Set<String>> field : document.content().tokensByField().entrySet()) {
      long fid = field.getValue().isEmpty() ? 0 : fields.of(field.getKey());
      for (String token : field.getValue()) {
        addLink(lastPid, fid, tokens.of(token));
      }
    }
  }

  private void addLink(long pid, long fid, long tid) throws SQLException {
    links.add(new long[] {pid, fid, tid});
    if (links.size() == LINKS_AT_ONCE) {
      int parameter = 1;
      for (long[] link : links) {
        parameter = set(insertLinks, parameter, link);
      }
      insertLinks.executeUpdate();
      links.clear();
    }
  }

  /** Nothing is held back after this. */
  void flush() throws SQLException {
    for (long[] link : links) {
      set(insertLink, 1, link);
      insertLink.executeUpdate();
    }
    links.clear();
  }

  private static int set(PreparedStatement statement, int first, long[] link)
      throws SQLException {
    int parameter = first;
    for (long id : link) {
      statement.setLong(parameter++, id);
    }
    return parameter;
  }

  @Override
  public void close() throws SQLException {
    insertVersion.close();
    insertPath.close();
    insertLinks.close();
    insertLink.close();
    tokens.close();
    fields.close();
  }
}
