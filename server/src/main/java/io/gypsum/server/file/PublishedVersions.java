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
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/**
 * Decides which objects can never change: those that belong to a published version (finished and not on probation) and
 * are named by its manifest. Published versions are cached for minutes. A version that is deleted meanwhile, by any
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
   * @param etag of the summary itself, which may have replaced one with the same time
   * @param atNanos when it was first read
   * @param confirmed whether it was read again at least {@link #TIME_RESOLUTION} later
   */
  private record CachedSummary(Instant written, ETag etag, long atNanos, boolean confirmed) {
    /** Returns whether an object with this time belongs to the version of this summary. */
    boolean covers(Instant lastModified) {
      return lastModified.isBefore(written) || (confirmed && lastModified.equals(written));
    }
  }

  /** @param lane reads large manifests */
  public PublishedVersions(BucketReader bucket, ComputeLane lane) {
    this(bucket, lane, System::nanoTime);
  }

  /** @param nanos a monotonic clock */
  PublishedVersions(BucketReader bucket, ComputeLane lane, LongSupplier nanos) {
    this.bucket = bucket;
    this.nanos = nanos;
    this.manifests = new ManifestFiles(bucket, lane);
  }

  /**
   * Returns whether an object of a version can never change. False if the summary of the version is corrupt, and while its
   * large manifest is being read.
   */
  @Override
  public boolean test(AssetVersion version, ObjectInfo object) {
    CachedSummary summary = publication(version, object.lastModified());
    if (summary == null) {
      return false;
    }
    // The object may be the summary before the publication, opened just before that was replaced.
    return object.key().equals(BucketLayout.summary(version))
        ? object.etag().equals(summary.etag())
        : manifests.contains(version, summary.written(), object);
  }

  /**
   * Returns the summary of the published version of an object; null if the object does not belong to a published version.
   */
  private @Nullable CachedSummary publication(AssetVersion version, Instant lastModified) {
    CachedSummary cached = published.getIfPresent(version);
    if (cached != null && cached.covers(lastModified)) {
      return cached;
    }
    long now = nanos.getAsLong();
    StoredDocument<Summary> stored = publishedSummary(version);
    if (stored == null) {
      published.invalidate(version);
      return null;
    }
    CachedSummary current = new CachedSummary(stored.lastModified(), stored.etag(), now, false);
    if (cached != null && cached.written().equals(current.written())
        && cached.etag().equals(current.etag())) {
      boolean confirmed =
          cached.confirmed() || now - cached.atNanos() >= TIME_RESOLUTION.toNanos();
      current = new CachedSummary(cached.written(), cached.etag(), cached.atNanos(), confirmed);
    }
    published.put(version, current);
    return current;
  }

  /** Returns the summary of a published version; null if the version is not published. */
  private @Nullable StoredDocument<Summary> publishedSummary(AssetVersion version) {
    try {
      return bucket.read(BucketLayout.summary(version), Summary::read)
          .filter(summary -> summary.document().isPublished())
          .orElse(null);
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.CORRUPT) {
        return null;
      }
      throw e;
    }
  }
}
