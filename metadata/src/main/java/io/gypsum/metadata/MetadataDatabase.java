package io.gypsum.metadata;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.search.CheckedQuery;
import io.gypsum.metadata.search.QuerySyntaxException;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.SearchClause.NameOf;
import io.gypsum.metadata.sqlite.IndexTable;
import io.gypsum.metadata.sqlite.SqlBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The metadata index of one class of documents, a SQLite file (metadata.md, section 2), opened for searching.
 *
 * <pre>{@code
 * try (MetadataDatabase database = MetadataDatabase.open(file);
 *     SearchHits hits = database.search(TextQuery.parse("mouse AND brain"), SearchOptions.DEFAULTS)) {
 *   hits.forEachRemaining(hit -> show(hit.version(), hit.path()));
 * }
 * }</pre>
 *
 * <p>Searches see the file as it was when the database was opened, even after another file has replaced it.
 * The file itself must not be modified while it is open. Nothing is written, neither to the file nor beside it.
 * Thread-safe: {@value #MAX_CONCURRENT_SEARCHES} searches run at a time; further ones wait, but not longer than their own
 * time limit.
 */
public final class MetadataDatabase implements AutoCloseable {
  /** Maximum number of searches that run at a time. */
  public static final int MAX_CONCURRENT_SEARCHES = 16;

  /** How many bytes of documents are read to find a field without text. */
  private static final int MAX_FIELD_STEPS = 20_000_000;

  private final ConnectionPool pool;
  private final TermLookup.LookupLimits limits;
  private final IndexStatistics statistics;

  private MetadataDatabase(
      ConnectionPool pool, TermLookup.LookupLimits limits, IndexStatistics statistics) {
    this.pool = pool;
    this.limits = limits;
    this.statistics = statistics;
  }

  /**
   * Opens an index.
   *
   * @throws GypsumException NOT_FOUND if the file does not exist; CORRUPT if it is not a SQLite database or lacks a table;
   *     INVALID if its format has an unsupported version; UNAVAILABLE if it cannot be read
   */
  public static MetadataDatabase open(Path file) {
    return open(file, TermLookup.LookupLimits.DEFAULT);
  }

  static MetadataDatabase open(Path file, TermLookup.LookupLimits limits) {
    ConnectionPool pool = ConnectionPool.open(file, MAX_CONCURRENT_SEARCHES);
    try (SearchSession session = SearchSession.open(pool, SearchOptions.DEFAULTS)) {
      return new MetadataDatabase(pool, limits, session.run(() -> checkedStatistics(session)));
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private static IndexStatistics checkedStatistics(SearchSession session) throws SQLException {
    IndexTable.requireDocumented(session.connection());
    return IndexStatistics.read(session.connection());
  }

  /**
   * Finds the documents that match a clause; a clause without any search term, name or time matches every document. The
   * caller must close the hits or read them to the end.
   *
   * @throws GypsumException INVALID if the clause exceeds a limit, which the message names, or if the cursor in the options
   *     belongs to another state of the index; BUSY if too many searches are running; TOO_LARGE if the search exceeds its
   *     limit of time or steps; UNAVAILABLE if the thread is interrupted or the file cannot be read; CORRUPT if its content is wrong
   * @throws IllegalStateException if the database is closed
   */
  public SearchHits search(SearchClause clause, SearchOptions options) {
    return search(clause, options, SearchOrder.INDEX);
  }

  /**
   * Finds the documents that match a clause, in an order. All hits are found before the first one is returned, unless the order
   * is that of the index; SQLite sorts large results on disk.
   *
   * @throws GypsumException as {@link #search(SearchClause, SearchOptions)}
   * @throws IllegalArgumentException if the options contain a cursor, and the order is not that of the index
   * @throws IllegalStateException if the database is closed
   */
  public SearchHits search(SearchClause clause, SearchOptions options, SearchOrder order) {
    if (order != SearchOrder.INDEX && options.after() != null) {
      throw new IllegalArgumentException("a search in the order " + order + " cannot continue");
    }
    Optional<SearchCondition> condition = SearchCondition.of(clause);
    SearchSession session = SearchSession.open(pool, options);
    try {
      return session.run(() -> hits(session, condition.orElse(null), options, order));
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * Finds the documents that match a query that a person has typed. In fields without text, words are compared as numbers, true or
   * false.
   *
   * @throws QuerySyntaxException if the query contains a field in which no document has a value, or searches for text in a field
   *     in which no document has text. In a large index, a field without values is not detected; the search then finds nothing.
   * @throws GypsumException as {@link #search(SearchClause, SearchOptions)}
   * @throws IllegalStateException if the database is closed
   */
  public SearchHits search(CheckedQuery query, SearchOptions options) {
    return search(query, options, SearchOrder.INDEX);
  }

  /**
   * Finds the documents that match a query that a person has typed, in an order.
   *
   * @throws QuerySyntaxException as {@link #search(CheckedQuery, SearchOptions)}
   * @throws GypsumException as {@link #search(SearchClause, SearchOptions)}
   * @throws IllegalArgumentException if the options contain a cursor, and the order is not that of the index
   * @throws IllegalStateException if the database is closed
   */
  public SearchHits search(CheckedQuery query, SearchOptions options, SearchOrder order) {
    return search(clause(query, options), options, order);
  }

  /**
   * Counts the documents that match a query that a person has typed.
   *
   * @param of the kind of name by which the documents are also counted, such as the project
   * @param options {@code limit} is the maximum number of names, at least 1; {@code documents} and {@code after} have no effect
   * @throws QuerySyntaxException as {@link #search(CheckedQuery, SearchOptions)}
   * @throws GypsumException as {@link #search(SearchClause, SearchOptions)}
   * @throws IllegalStateException if the database is closed
   */
  public SearchCounts count(CheckedQuery query, NameOf of, SearchOptions options) {
    return count(query, List.of(of), options).get(0);
  }

  /**
   * Counts the documents that match a query that a person has typed, by several kinds of names: faster than counting by each of
   * them, since the search runs once.
   *
   * @param of the kinds of names, at least one
   * @param options as in {@link #count(CheckedQuery, NameOf, SearchOptions)}; {@code limit} applies to each kind
   * @return the counts by each kind, in the order of {@code of}
   * @throws QuerySyntaxException as {@link #search(CheckedQuery, SearchOptions)}
   * @throws GypsumException as {@link #search(SearchClause, SearchOptions)}
   * @throws IllegalArgumentException if {@code of} is empty
   * @throws IllegalStateException if the database is closed
   */
  public List<SearchCounts> count(
      CheckedQuery query, List<NameOf> of, SearchOptions options) {
    if (of.isEmpty()) {
      throw new IllegalArgumentException("no kind of names");
    }
    SearchOptions counting = options.withAfter(null);
    Optional<SearchCondition> condition = SearchCondition.of(clause(query, counting));
    try (SearchSession session = SearchSession.open(pool, counting)) {
      return session.run(
          () -> SearchCounts.read(
              session.connection(),
              statement(session, condition.orElse(null), counting, SearchOrder.INDEX), of,
              counting.limit()));
    }
  }

  /** Returns the clause of a query in this index. */
  private SearchClause clause(CheckedQuery query, SearchOptions options) {
    List<CheckedQuery.FieldName> withoutText;
    try (SearchSession session = SearchSession.open(pool, options)) {
      withoutText =
          session.run(() -> IndexedFields.withoutText(query, session.connection()));
    }
    for (CheckedQuery.FieldName field : withoutText) {
      if (statistics.documents() > 0 && !mayHaveValues(field.name(), options)) {
        throw CheckedQuery.fieldWithoutValues(field);
      }
    }
    Set<String> compared =
        withoutText.stream().map(CheckedQuery.FieldName::name).collect(Collectors.toSet());
    return query.comparedIn(compared);
  }

  /** Returns whether a document contains a number, true or false in a field; also true if reading all takes too long. */
  private boolean mayHaveValues(String field, SearchOptions options) {
    SearchOptions limited = options.withSteps(Math.min(options.steps(), MAX_FIELD_STEPS));
    try (SearchSession session = SearchSession.open(pool, limited)) {
      return session.run(() -> {
        session.register(List.of(new DocumentCheck.HasValue(field)));
        return DocumentFunction.anyDocument(session.connection());
      });
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.TOO_LARGE) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Returns the fields in which documents have text, by name, with the number of these documents.
   *
   * @param options {@code documents} and {@code after} have no effect
   * @throws GypsumException as {@link #search(SearchClause, SearchOptions)}
   * @throws IllegalStateException if the database is closed
   */
  public List<DocumentCount> fields(SearchOptions options) {
    try (SearchSession session = SearchSession.open(pool, options)) {
      return session.run(() -> new IndexVocabulary(session.connection(), options).fields());
    }
  }

  /**
   * Returns the search terms that start with a prefix, the most frequent ones first. The number of each is the number of
   * documents that a search for it finds.
   *
   * @param prefix case and accents are ignored
   * @param field to count only text in this field; null for all fields
   * @param options {@code documents} and {@code after} have no effect
   * @throws QuerySyntaxException if no document has text in the field
   * @throws GypsumException INVALID if {@code prefix} is not the beginning of one word; otherwise as {@link
   *     #search(SearchClause, SearchOptions)}
   * @throws IllegalStateException if the database is closed
   */
  public List<DocumentCount> words(
      String prefix, @Nullable String field, SearchOptions options) {
    try (SearchSession session = SearchSession.open(pool, options)) {
      return session.run(() -> {
        if (field != null) {
          IndexedFields
              .require(List.of(new CheckedQuery.FieldName(field, 0)), session.connection());
        }
        return new IndexVocabulary(session.connection(), options).words(prefix, field);
      });
    }
  }

  private SearchHits hits(
      SearchSession session, @Nullable SearchCondition condition, SearchOptions options,
      SearchOrder order)
      throws SQLException {
    return SearchHits
        .of(session, statement(session, condition, options, order), options, order);
  }

  private SqlBuilder statement(
      SearchSession session, @Nullable SearchCondition condition, SearchOptions options,
      SearchOrder order)
      throws SQLException {
    TermLookup lookup = new TermLookup(session.connection(), limits, statistics);
    SearchPlanner planner = new SearchPlanner(lookup.lookUp(condition), statistics);
    String cursor = options.after();
    SearchCursor.Position after =
        cursor == null
            ? null
            : SearchCursor.position(cursor, session.snapshotId(), session.connection());
    session.register(condition == null ? List.of() : condition.documentChecks());
    return SearchStatement.of(condition, planner, options, after, order);
  }

  /** Rejects new searches; running ones continue. */
  @Override
  public void close() {
    pool.close();
  }
}
