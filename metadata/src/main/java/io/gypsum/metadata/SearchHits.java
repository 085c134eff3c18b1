package io.gypsum.metadata;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import io.gypsum.metadata.sqlite.IndexTime;
import io.gypsum.metadata.sqlite.SqlBuilder;
import io.gypsum.metadata.sqlite.SqliteErrors;
import org.jspecify.annotations.Nullable;

/**
 * The documents that a search finds, read from the index on demand: memory does not grow with their number. Versions are
 * in the order in which the index added them unless the search has another {@link SearchOrder}, documents of one version in
 * the order of their paths (by code points); the order is the same for all searches of one database. The hits hold a connection of the database until they are closed or
 * read to the end. Not thread-safe.
 *
 * <p>In addition to what {@link Iterator} specifies, {@link #next} throws {@link GypsumException}: TOO_LARGE if the search
 * exceeds its limit of time or steps; UNAVAILABLE if the thread is interrupted or the file cannot be read; CORRUPT if the file's
 * content is wrong.
 */
public final class SearchHits implements Iterator<SearchHit>, AutoCloseable {
  /** A column that the statement of a search selects, of versions {@code v} and paths {@code p}. */
  private enum Column {
    PROJECT(1, "v.project"), ASSET(2, "v.asset"), VERSION(3, "v.version"), PATH(4, "p.path"),
    USER(5, "v.user"), TIME(6, "v.time"), LATEST(7, "v.latest"), PID(8, "p.pid");

    /** The position in a row, the first being 1. Reading by position is faster than by name. */
    private final int position;
    private final String expression;

    Column(int position, String expression) {
      this.position = position;
      this.expression = expression;
    }
  }

  /** The columns that the statement of a search selects. */
  static final String COLUMNS =
      Stream.of(Column.values())
          .map(column -> column.expression)
          .collect(Collectors.joining(", "));

  private final SearchSession session;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final @Nullable PreparedStatement selectDocument;
  private final boolean canContinue;
  private long remaining;
  private boolean onRow;
  private @Nullable Long lastPid;

  private SearchHits(
      SearchSession session, PreparedStatement statement,
      @Nullable PreparedStatement selectDocument, long limit, boolean canContinue)
      throws SQLException {
    this.session = session;
    this.statement = statement;
    this.rows = statement.executeQuery();
    this.selectDocument = selectDocument;
    this.remaining = limit;
    this.canContinue = canContinue;
    this.onRow = rows.next();
  }

  /**
   * Starts a search. The hits close {@code session}.
   *
   * @param statement selects {@link #COLUMNS}
   */
  static SearchHits of(
      SearchSession session, SqlBuilder statement, SearchOptions options, SearchOrder order)
      throws SQLException {
    PreparedStatement selectDocument =
        options.documents()
            ? session.connection()
                .prepareStatement("SELECT json(metadata) FROM paths WHERE pid = ?")
            : null;
    // One more hit shows whether the search can continue after the limit.
    SqlBuilder limited =
        options.limit() == Long.MAX_VALUE
            ? statement
            : statement.add(" LIMIT ?", options.limit() + 1);
    SearchHits hits =
        new SearchHits(
            session, limited.prepare(session.connection()), selectDocument, options.limit(),
            order == SearchOrder.INDEX);
    if (!hits.hasNext()) {
      hits.close();
    }
    return hits;
  }

  /** Returns whether there is another hit within the limit; false after {@link #close}. */
  @Override
  public boolean hasNext() {
    return onRow && remaining > 0;
  }

  @Override
  public SearchHit next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    SearchHit hit = session.run(this::read);
    remaining--;
    if (!hasNext()) {
      close();
    }
    return hit;
  }

  /**
   * Skips hits, which count towards the limit, without reading their documents.
   *
   * @param number how many; all remaining ones if there are fewer
   * @throws GypsumException as {@link #next}
   */
  public void skip(long number) {
    for (long i = 0; i < number && hasNext(); i++) {
      session.run(() -> {
        lastPid = rows.getLong(Column.PID.position);
        onRow = rows.next();
        return onRow;
      });
      remaining--;
    }
    if (!hasNext()) {
      close();
    }
  }

  /**
   * Returns where another search can continue after the last hit that {@link #next} returned, for {@link
   * SearchOptions#withAfter}. The cursor is valid for the same clause and the same state of the index, in any process.
   *
   * @return empty if no hit follows, if {@code next} has not been called, or if the hits are not in the order of the index
   */
  public Optional<String> cursor() {
    return canContinue && onRow && lastPid != null
        ? Optional.of(new SearchCursor(session.snapshotId(), lastPid).encode())
        : Optional.empty();
  }

  @Override
  public void close() {
    remaining = 0;
    try (session; statement; selectDocument) {
      rows.close();
    } catch (SQLException e) {
      throw SqliteErrors.reading(e);
    }
  }

  private SearchHit read() throws SQLException {
    long pid = rows.getLong(Column.PID.position);
    AssetVersion version =
        AssetVersion.of(text(Column.PROJECT), text(Column.ASSET), text(Column.VERSION));
    SearchHit hit;
    try {
      hit = new SearchHit(
          version, new UserPath(text(Column.PATH)), text(Column.USER),
          IndexTime.toInstant(rows.getDouble(Column.TIME.position)),
          rows.getInt(Column.LATEST.position) == 1, document(pid));
    } catch (DateTimeException e) {
      throw new GypsumException(
          Kind.CORRUPT, "the database contains a " + e.getMessage(), e);
    }
    lastPid = pid;
    onRow = rows.next();
    return hit;
  }

  private String text(Column column) throws SQLException {
    String text = rows.getString(column.position);
    if (text == null) {
      throw new GypsumException(
          Kind.CORRUPT, "the database contains a row without '" + column.expression + "'");
    }
    return text;
  }

  private @Nullable String document(long pid) throws SQLException {
    if (selectDocument == null) {
      return null;
    }
    selectDocument.setLong(1, pid);
    try (ResultSet row = selectDocument.executeQuery()) {
      return row.next() ? row.getString(1) : null;
    }
  }
}
