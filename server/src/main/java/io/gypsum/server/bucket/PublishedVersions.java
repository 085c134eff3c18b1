package io.gypsum.server.bucket;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/**
 * Knows which objects can never change: those of versions that are finished and not on probation. Remembers such
 * versions for minutes. One that is removed meanwhile, on any server, and then begun again under the same name is told
 * from it by the times of its objects, as the store's own clock has them, perhaps in whole seconds:
 *
 * <ul>
 *   <li>None of its objects is before the last write of the summary that is remembered.
 *   <li>Nor is one at that very time, once the same summary was there {@link #GRAIN} after it was first seen: whatever is
 *       begun again after that is later.
 * </ul>
 *
 * <p>Thread-safe, bounded.
 */
public final class PublishedVersions implements BiPredicate<AssetVersion, Instant> {
  private static final int REMEMBERED = 10_000;
  private static final Duration FOR = Duration.ofMinutes(5);
  /** Longer than what a store's times may be rounded by. */
  static final Duration GRAIN = Duration.ofSeconds(2);

  private final BucketReader bucket;
  private final LongSupplier nanos;
  private final Cache<AssetVersion, Seen> published =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(FOR).build();

  /**
   * A published version's summary.
   *
   * @param written when, by the store's clock
   * @param atNanos when it was first seen
   * @param settled whether it was seen again long enough after that
   */
  private record Seen(Instant written, long atNanos, boolean settled) {
    boolean tells(Instant lastModified) {
      return lastModified.isBefore(written) || (settled && lastModified.equals(written));
    }
  }

  public PublishedVersions(BucketReader bucket) {
    this(bucket, System::nanoTime);
  }

  /** @param nanos a clock that only goes forward */
  PublishedVersions(BucketReader bucket, LongSupplier nanos) {
    this.bucket = bucket;
    this.nanos = nanos;
  }

  /**
   * Whether an object of that version that was written at {@code lastModified} stays as it is. False also when the
   * version's summary is damaged: what is unknown may change.
   */
  @Override
  public boolean test(AssetVersion version, Instant lastModified) {
    Seen known = published.getIfPresent(version);
    if (known != null && known.tells(lastModified)) {
      return true;
    }
    long now = nanos.getAsLong();
    Instant written = summaryWritten(version);
    if (written == null) {
      published.invalidate(version);
      return false;
    }
    if (known == null || !known.written().equals(written)) {
      published.put(version, new Seen(written, now, false));
    } else if (!known.settled() && now - known.atNanos() >= GRAIN.toNanos()) {
      published.put(version, new Seen(written, known.atNanos(), true));
    }
    return true;
  }

  /** When the version's summary was last written; null unless it is published. */
  private @Nullable Instant summaryWritten(AssetVersion version) {
    try {
      return bucket.read(BucketLayout.summary(version), Summary::read)
          .filter(summary -> summary.document().isPublished())
          .map(StoredDocument::lastModified)
          .orElse(null);
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.CORRUPT) {
        return null;
      }
      throw e;
    }
  }
}
