package io.gypsum.metadata;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * The documents that a search finds, read as they are asked for: memory does not grow with their number. In the order in
 * which the index took the versions up, those of one version by path (by code points); the order is the same for all
 * searches of one database. Holds one of the database's connections until it is at its end or closed. Not thread-safe.
 *
 * <p>Beside what {@link Iterator} says, reading on throws {@link GypsumException}: TOO_LARGE when the search has taken
 * longer than its options allow, UNAVAILABLE when the thread is interrupted or the file cannot be read, CORRUPT when it
 * is not what it must be.
 */
public final class SearchHits implements Iterator<SearchHit>, AutoCloseable {
  private final Session session;
  private final PreparedStatement found;
  private final ResultSet rows;
  private final @Nullable PreparedStatement documents;
  private long left;
  private boolean onRow;
  private @Nullable Long lastPid;

  private SearchHits(
      Session session, PreparedStatement found, @Nullable PreparedStatement documents, long limit)
      throws SQLException {
    this.session = session;
    this.found = found;
    this.rows = found.executeQuery();
    this.documents = documents;
    this.left = limit;
    this.onRow = rows.next();
  }

  /**
   * Runs {@code statement}, and closes {@code session} at the end.
   *
   * @param statement gives the columns of {@link Translation}
   */
  static SearchHits of(Session session, SqlText statement, SearchOptions options)
      throws SQLException {
    PreparedStatement documents =
        options.documents()
            ? session.connection()
                .prepareStatement("SELECT json(metadata) FROM paths WHERE pid = ?")
            : null;
    // One more tells whether there are more.
    SqlText limited =
        options.limit() == Long.MAX_VALUE
            ? statement
            : statement.add(" LIMIT ?", options.limit() + 1);
    SearchHits hits =
        new SearchHits(
            session, limited.prepared(session.connection()), documents, options.limit());
    if (!hits.hasNext()) {
      hits.close();
    }
    return hits;
  }

  /** False at the end, at the limit and after {@link #close}. */
  @Override
  public boolean hasNext() {
    return onRow && left > 0;
  }

  @Override
  public SearchHit next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    SearchHit hit = session.run(this::read);
    left--;
    if (!hasNext()) {
      close();
    }
    return hit;
  }

  /**
   * Where a later search goes on after the last hit that was given: for {@link SearchOptions#withAfter}. It is good for
   * the same clause on the same database, in any process, until that is rebuilt. Empty when no hit follows, or none was
   * given.
   */
  public Optional<String> cursor() {
    return onRow && lastPid != null
        ? Optional.of(new Cursor(session.snapshotId(), lastPid).text())
        : Optional.empty();
  }

  @Override
  public void close() {
    left = 0;
    try (session; found; documents) {
      rows.close();
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  private SearchHit read() throws SQLException {
    long pid = rows.getLong(8);
    SearchHit hit;
    try {
      hit = new SearchHit(
          AssetVersion.of(text(1), text(2), text(3)), new UserPath(text(4)), text(5),
          Times.instant(rows.getDouble(6)), rows.getInt(7) == 1, document(pid));
    } catch (DateTimeException e) {
      throw wrong("a time that is none", e);
    }
    lastPid = pid;
    onRow = rows.next();
    return hit;
  }

  private String text(int column) throws SQLException {
    String text = rows.getString(column);
    if (text == null) {
      throw wrong("a row with NULL for a name", null);
    }
    return text;
  }

  private @Nullable String document(long pid) throws SQLException {
    if (documents == null) {
      return null;
    }
    documents.setLong(1, pid);
    try (ResultSet row = documents.executeQuery()) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private static GypsumException wrong(String what, @Nullable Throwable cause) {
    return new GypsumException(Kind.CORRUPT, "the database holds " + what, cause);
  }
}
