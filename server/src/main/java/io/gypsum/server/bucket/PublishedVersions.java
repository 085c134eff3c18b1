package io.gypsum.server.bucket;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BiPredicate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;

/**
 * Knows which objects can never change: those of versions that are finished and not on probation. Remembers such
 * versions for minutes. One that is removed meanwhile, on any server, and then begun again under the same name is told
 * from it by the times of its objects: they are all later than the finish that is remembered. Thread-safe, bounded.
 */
public final class PublishedVersions implements BiPredicate<AssetVersion, Instant> {
  private static final int REMEMBERED = 10_000;
  private static final Duration FOR = Duration.ofMinutes(5);

  private final Bucket bucket;
  private final Cache<AssetVersion, Instant> finishes =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(FOR).build();

  public PublishedVersions(Bucket bucket) {
    this.bucket = bucket;
  }

  /**
   * Whether an object of that version that was written at {@code lastModified} stays as it is. False also when the
   * version's summary is damaged: what is unknown may change.
   */
  @Override
  public boolean test(AssetVersion version, Instant lastModified) {
    Instant known = finishes.getIfPresent(version);
    if (known != null && !lastModified.truncatedTo(ChronoUnit.MILLIS).isAfter(known)) {
      return true;
    }
    // Not known, or written after the finish, as the summary itself is.
    Instant finish = finish(version);
    if (finish == null) {
      finishes.invalidate(version);
      return false;
    }
    finishes.put(version, finish);
    return true;
  }

  /** When the version was finished; null unless it is published. */
  private @Nullable Instant finish(AssetVersion version) {
    try {
      return bucket.summary(version)
          .filter(Summary::isPublished)
          .map(Summary::uploadFinish)
          .orElse(null);
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.CORRUPT) {
        return null;
      }
      throw e;
    }
  }
}
