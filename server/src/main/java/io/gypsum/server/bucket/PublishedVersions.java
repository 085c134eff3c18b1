package io.gypsum.server.bucket;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiPredicate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Layout;
import org.jspecify.annotations.Nullable;

/**
 * Knows which objects can never change: those of versions that are finished and not on probation. Remembers such
 * versions for minutes. One that is removed meanwhile, on any server, and then begun again under the same name is told
 * from it by the times of its objects: none is before the last write of the summary that is remembered. Both times are the
 * store's own, whose clock may differ from this machine's, and may be whole seconds. Thread-safe, bounded.
 */
public final class PublishedVersions implements BiPredicate<AssetVersion, Instant> {
  private static final int REMEMBERED = 10_000;
  private static final Duration FOR = Duration.ofMinutes(5);

  private final Bucket bucket;
  /** When the summaries were last written. */
  private final Cache<AssetVersion, Instant> published =
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
    Instant known = published.getIfPresent(version);
    if (known != null && lastModified.isBefore(known)) {
      return true;
    }
    // Not known, or not clearly before it, as the summary itself is not.
    Instant written = summaryWritten(version);
    if (written == null) {
      published.invalidate(version);
      return false;
    }
    published.put(version, written);
    return true;
  }

  /** When the version's summary was last written; null unless it is published. */
  private @Nullable Instant summaryWritten(AssetVersion version) {
    try {
      return bucket.read(Layout.summary(version), Summary::read)
          .filter(summary -> summary.document().isPublished())
          .map(Stored::lastModified)
          .orElse(null);
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.CORRUPT) {
        return null;
      }
      throw e;
    }
  }
}
