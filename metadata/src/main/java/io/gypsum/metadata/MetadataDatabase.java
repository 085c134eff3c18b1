package io.gypsum.metadata;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.search.SearchClause;
import org.jspecify.annotations.Nullable;

/**
 * The metadata index of one class of documents, as one SQLite file (metadata.md, section 2), to search in.
 *
 * <pre>{@code
 * try (MetadataDatabase database = MetadataDatabase.open(file);
 *     SearchHits hits = database.search(TextQuery.parse("mouse AND brain"), SearchOptions.DEFAULTS)) {
 *   hits.forEachRemaining(hit -> show(hit.version(), hit.path()));
 * }
 * }</pre>
 *
 * <p>It shows the file as it was when it was opened, also after another one was renamed into its place; whoever writes to
 * the file itself meanwhile breaks it. Nothing is ever written, not even beside the file. Thread-safe: {@value
 * #MAX_SEARCHES} searches run at a time, further ones wait for the time that they may take.
 */
public final class MetadataDatabase implements AutoCloseable {
  /** How many searches run at a time. */
  public static final int MAX_SEARCHES = 16;

  private static final String EVERYTHING_NEEDED =
      "SELECT vid, project, asset, version, latest, user, time FROM versions"
          + " JOIN paths USING (vid) JOIN links USING (pid) JOIN tokens USING (tid)"
          + " JOIN fields USING (fid) WHERE path || metadata || token || field IS NULL";

  private final Connections connections;
  private final Layout layout;

  private MetadataDatabase(Connections connections, Layout layout) {
    this.connections = connections;
    this.layout = layout;
  }

  /**
   * @throws GypsumException NOT_FOUND when there is no such file, CORRUPT when it is no SQLite database or lacks a table,
   *     INVALID when it has a format that is not known here, UNAVAILABLE when it cannot be read
   */
  public static MetadataDatabase open(Path file) {
    Connections connections = Connections.to(file, MAX_SEARCHES);
    try (Session session = Session.begin(connections, SearchOptions.DEFAULTS.time())) {
      return new MetadataDatabase(connections, session.run(() -> checked(session)));
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  private static Layout checked(Session session) throws SQLException {
    // To prepare it is enough: that fails when a table or a column is missing.
    session.connection().prepareStatement(EVERYTHING_NEEDED).close();
    return Layout.of(session.connection());
  }

  /**
   * Finds the documents that {@code clause} asks for; all when it asks for nothing. The hits must be closed, or read to
   * their end.
   *
   * @throws GypsumException INVALID when the clause passes a limit, which the message names, or the place to go on from is
   *     none of this database; BUSY when too many searches run; TOO_LARGE when the search takes longer than it may;
   *     UNAVAILABLE when the thread is interrupted or the file cannot be read; CORRUPT when it is not what it must be
   * @throws IllegalStateException when the database is closed
   */
  public SearchHits search(SearchClause clause, SearchOptions options) {
    Optional<Condition> condition = Conditions.of(clause);
    Session session = Session.begin(connections, options.time());
    try {
      return session.run(() -> hits(session, condition.orElse(null), options));
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private SearchHits hits(Session session, @Nullable Condition condition, SearchOptions options)
      throws SQLException {
    TermIndex index = new Vocabulary(session.connection(), layout).lookUp(condition);
    Place after = options.after() == null ? null : place(session, options.after());
    return SearchHits.of(
        session, Translation.of(condition, index, options.allVersions(), after), options);
  }

  private static Place place(Session session, String text) throws SQLException {
    Cursor cursor = Cursor.parse(text, session.snapshotId());
    try (
        PreparedStatement statement =
            new SqlText().add("SELECT vid, path FROM paths WHERE pid = ?", cursor.pid())
                .prepared(session.connection());
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        throw Cursor.unknown(text, null);
      }
      return new Place(row.getLong(1), row.getString(2));
    }
  }

  /** Ends no search that runs; new ones are refused. */
  @Override
  public void close() {
    connections.close();
  }
}
