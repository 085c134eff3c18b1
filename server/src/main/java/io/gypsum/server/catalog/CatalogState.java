package io.gypsum.server.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The age of the answers of a {@link Catalog}.
 *
 * @param readAt the time up to which all changes are included; null if the catalogue cannot answer
 * @param scannedVersions the number of versions that were read so far, if the bucket is being read
 */
public record CatalogState(@Nullable Instant readAt, long scannedVersions) {
  /** Age from which pages show how old their data is. */
  public static final Duration SHOWN_AGE = Duration.ofMinutes(1);

  public boolean isReady() {
    return readAt != null;
  }

  /** Returns the age of the answers if pages show it. */
  public Optional<Duration> shownAge(Instant now) {
    return Optional.ofNullable(readAt)
        .map(time -> Duration.between(time, now))
        .filter(age -> age.compareTo(SHOWN_AGE) > 0);
  }
}
