package io.gypsum.metadata;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How to search.
 *
 * <pre>{@code
 * SearchOptions options = SearchOptions.DEFAULTS.withLimit(100).withDocuments(true).withAfter(cursor);
 * }</pre>
 *
 * @param allVersions whether documents of all versions are found, not those of each asset's latest only
 * @param documents whether hits come with their document
 * @param limit how many hits at most
 * @param after where an earlier search ended ({@link SearchHits#cursor}), to go on from there; null to begin
 * @param time how long the database may work for this search; waiting for whoever reads the hits does not count
 */
public record SearchOptions(
    boolean allVersions, boolean documents, long limit, @Nullable String after, Duration time) {
  /** Latest versions, without documents, all hits, from the first, one minute. */
  public static final SearchOptions DEFAULTS =
      new SearchOptions(false, false, Long.MAX_VALUE, null, Duration.ofMinutes(1));

  public SearchOptions {
    if (limit < 0) {
      throw new IllegalArgumentException("a limit of " + limit);
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("a time of " + time);
    }
  }

  public SearchOptions withAllVersions(boolean wanted) {
    return new SearchOptions(wanted, documents, limit, after, time);
  }

  public SearchOptions withDocuments(boolean wanted) {
    return new SearchOptions(allVersions, wanted, limit, after, time);
  }

  public SearchOptions withLimit(long hits) {
    return new SearchOptions(allVersions, documents, hits, after, time);
  }

  public SearchOptions withAfter(@Nullable String cursor) {
    return new SearchOptions(allVersions, documents, limit, cursor, time);
  }

  public SearchOptions withTime(Duration duration) {
    return new SearchOptions(allVersions, documents, limit, after, duration);
  }
}
