package io.gypsum.server.index;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.search.CheckedQuery;
import io.gypsum.metadata.search.QuerySyntaxException;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.Handler;
import org.jspecify.annotations.Nullable;

/**
 * The databases of a server's metadata index, and the limits within which anonymous callers may search them. Thread-safe.
 */
public final class IndexSearch {
  private static final Duration MAX_TIME = Duration.ofSeconds(10);

  private final Map<String, PublishedDatabase> databasesByName = new LinkedHashMap<>();
  private final List<String> classes = new ArrayList<>();
  private final ComputeLane lane;
  private final SearchOptions limits;
  private final InstantSource clock;

  /**
   * @param databases the databases, at least one; the first is searched by default
   * @param lane computes the hits
   * @param maxSteps limit of each search, as in {@link SearchOptions#steps}
   * @param clock the time from which the ages in queries are counted
   */
  IndexSearch(
      Map<IndexClass, PublishedDatabase> databases, ComputeLane lane, long maxSteps,
      InstantSource clock) {
    this.lane = lane;
    this.limits = SearchOptions.DEFAULTS.withTime(MAX_TIME).withSteps(maxSteps);
    this.clock = clock;
    databases.forEach(
        (indexClass, database) -> {
          classes.add(indexClass.baseName());
          databasesByName.put(indexClass.baseName(), database);
          databasesByName.putIfAbsent(indexClass.fileName(), database);
        });
  }

  /** Returns the handler of {@code /search}. */
  public Handler handler() {
    return new SearchHandler(this);
  }

  /** Returns the base names of the documents of all classes; the first is searched by default. */
  public List<String> classes() {
    return List.copyOf(classes);
  }

  /** Returns the lane in which all searches run. */
  public ComputeLane lane() {
    return lane;
  }

  /** Returns the limits of time and steps of a search; a number of hits is not set. */
  public SearchOptions limits() {
    return limits;
  }

  /**
   * Parses a query.
   *
   * @throws QuerySyntaxException as {@link CheckedQuery#parse}
   */
  public CheckedQuery parse(String query) {
    return CheckedQuery.parse(query, clock.instant());
  }

  /**
   * Returns the database of a class.
   *
   * @param name the base name of its documents, or the name of its file; null for the default
   * @throws GypsumException NOT_FOUND if the class is not indexed
   */
  public PublishedDatabase database(@Nullable String name) {
    if (name == null) {
      return databasesByName.values().iterator().next();
    }
    PublishedDatabase database = databasesByName.get(name);
    if (database == null) {
      throw GypsumException.notFound(
          "the class '" + Printable.value(name)
              + "' is not indexed by this server: expected one of "
              + databasesByName.keySet());
    }
    return database;
  }
}
