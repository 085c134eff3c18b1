package io.gypsum.server.bucket;

import java.time.Duration;
import java.util.function.Predicate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;

/**
 * Knows which versions can never change: those finished and not on probation. Remembers them for minutes, since such a
 * version can only be removed as a whole. Thread-safe, bounded.
 */
public final class PublishedVersions implements Predicate<AssetVersion> {
  private static final int REMEMBERED = 10_000;
  private static final Duration FOR = Duration.ofMinutes(5);

  private final Bucket bucket;
  private final Cache<AssetVersion, Boolean> published =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(FOR).build();

  public PublishedVersions(Bucket bucket) {
    this.bucket = bucket;
  }

  /** False also when the version's summary is damaged: what is unknown may change. */
  @Override
  public boolean test(AssetVersion version) {
    if (published.getIfPresent(version) != null) {
      return true;
    }
    boolean isPublished = isPublished(version);
    if (isPublished) {
      published.put(version, Boolean.TRUE);
    }
    return isPublished;
  }

  private boolean isPublished(AssetVersion version) {
    try {
      return bucket.summary(version).filter(Summary::isPublished).isPresent();
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.CORRUPT) {
        return false;
      }
      throw e;
    }
  }
}
