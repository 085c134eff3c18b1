package io.gypsum.server.file;

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
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/**
 * Decides which objects can never change: those that belong to a published version (finished and not on probation) and
 * are named by its manifest. Published versions are cached for minutes. A version that is removed meanwhile, by any
 * server, and recreated under the same name is distinguished by the modification times of its objects, which the clock
 * of the store sets, perhaps in whole seconds:
 *
 * <ul>
 *   <li>No object of the new version is older than the summary that is cached.
 *   <li>No object has the same time either, if that summary still existed {@link #TIME_RESOLUTION} after it was first read:
 *       everything created later has a later time.
 * </ul>
 *
 * <p>Thread-safe. The cache is bounded.
 */
public final class PublishedVersions implements BiPredicate<AssetVersion, ObjectInfo> {
  private static final int MAX_CACHED = 10_000;
  private static final Duration CACHE_TTL = Duration.ofMinutes(5);
  /** Longer than the unit to which stores round times. */
  static final Duration TIME_RESOLUTION = Duration.ofSeconds(2);

  private final BucketReader bucket;
  private final LongSupplier nanos;
  private final ManifestFiles manifests;
  private final Cache<AssetVersion, CachedSummary> published =
      Caffeine.newBuilder().maximumSize(MAX_CACHED).expireAfterWrite(CACHE_TTL).build();

  /**
   * The summary of a published version.
   *
   * @param written when it was written, by the clock of the store
   * @param atNanos when it was first read
   * @param confirmed whether it was read again at least {@link #TIME_RESOLUTION} later
   */
  private record CachedSummary(Instant written, long atNanos, boolean confirmed) {
    /** Returns whether an object with this time belongs to the version of this summary. */
    boolean covers(Instant lastModified) {
      return lastModified.isBefore(written) || (confirmed && lastModified.equals(written));
    }
  }

  public PublishedVersions(BucketReader bucket) {
    this(bucket, System::nanoTime);
  }

  /** @param nanos a monotonic clock */
  PublishedVersions(BucketReader bucket, LongSupplier nanos) {
    this.bucket = bucket;
    this.nanos = nanos;
    this.manifests = new ManifestFiles(bucket);
  }

  /** Returns whether an object of a version can never change. False if the summary of the version is corrupt. */
  @Override
  public boolean test(AssetVersion version, ObjectInfo object) {
    Instant summaryWritten = publication(version, object.lastModified());
    return summaryWritten != null && manifests.contains(version, summaryWritten, object);
  }

  /**
   * Returns the time at which the summary of the published version of an object was written; null if the object does
   * not belong to a published version.
   */
  private @Nullable Instant publication(AssetVersion version, Instant lastModified) {
    CachedSummary cached = published.getIfPresent(version);
    if (cached != null && cached.covers(lastModified)) {
      return cached.written();
    }
    long now = nanos.getAsLong();
    Instant written = summaryWritten(version);
    if (written == null) {
      published.invalidate(version);
      return null;
    }
    if (cached == null || !cached.written().equals(written)) {
      published.put(version, new CachedSummary(written, now, false));
    } else if (!cached.confirmed() && now - cached.atNanos() >= TIME_RESOLUTION.toNanos()) {
      published.put(version, new CachedSummary(written, cached.atNanos(), true));
    }
    return written;
  }

  /** Returns when the summary of a published version was written; null if the version is not published. */
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
