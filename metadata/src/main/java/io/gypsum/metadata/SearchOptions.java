package io.gypsum.metadata;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Options of a search.
 *
 * <pre>{@code
 * SearchOptions options = SearchOptions.DEFAULTS.withLimit(100).withDocuments(false).withAfter(cursor);
 * }</pre>
 *
 * @param allVersions whether to search all versions, instead of the latest one of each asset
 * @param documents whether hits contain their documents
 * @param limit maximum number of hits
 * @param after the {@link SearchHits#cursor} of an earlier search, to continue after it; null to start with the first hit
 * @param time how long the database may work for the search; the time between reading two hits does not count
 * @param steps how many steps of SQLite's virtual machine the search may take; unlike the time, they do not depend on how
 *     busy the machine is. Each byte of a document that is read to check a phrase or a number counts as one step. The steps of each
 *     statement are rounded down to a multiple of {@value #STEPS_UNIT}.
 */
public record SearchOptions(
    boolean allVersions, boolean documents, long limit, @Nullable String after, Duration time,
    long steps) {
  /** The unit in which steps are counted. */
  public static final int STEPS_UNIT = 1_000;
  /** Latest versions only, with documents, without limit, from the first hit, at most one minute, any number of steps. */
  public static final SearchOptions DEFAULTS =
      new SearchOptions(false, true, Long.MAX_VALUE, null, Duration.ofMinutes(1), Long.MAX_VALUE);

  public SearchOptions {
    if (limit < 0) {
      throw new IllegalArgumentException("invalid limit " + limit + ": expected at least 0");
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(
          "invalid time limit " + time + ": expected a positive duration");
    }
    if (steps < 1) {
      throw new IllegalArgumentException("invalid steps " + steps + ": expected at least 1");
    }
  }

  public SearchOptions withAllVersions(boolean wanted) {
    return new SearchOptions(wanted, documents, limit, after, time, steps);
  }

  public SearchOptions withDocuments(boolean wanted) {
    return new SearchOptions(allVersions, wanted, limit, after, time, steps);
  }

  public SearchOptions withLimit(long hits) {
    return new SearchOptions(allVersions, documents, hits, after, time, steps);
  }

  public SearchOptions withAfter(@Nullable String cursor) {
    return new SearchOptions(allVersions, documents, limit, cursor, time, steps);
  }

  public SearchOptions withTime(Duration duration) {
    return new SearchOptions(allVersions, documents, limit, after, duration, steps);
  }

  public SearchOptions withSteps(long number) {
    return new SearchOptions(allVersions, documents, limit, after, time, number);
  }
}
