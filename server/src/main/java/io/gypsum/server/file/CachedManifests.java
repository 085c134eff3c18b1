package io.gypsum.server.file;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.bucket.BucketReader;

/**
 * Reads manifests for requests that need the same one many times: ranges of an archive, pages of folders. Manifests are kept for a
 * minute after their last use, and used only while their document is unchanged. Thread-safe.
 */
public final class CachedManifests {
  /** About 20 MB. A larger manifest is read for each request. */
  private static final int MAX_CACHED_FILES = 200_000;
  private static final Duration TTL = Duration.ofMinutes(1);

  private final BucketReader bucket;
  private final Cache<AssetVersion, StoredManifest> manifests =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_FILES)
          .weigher(
              (AssetVersion version, StoredManifest stored) -> 1 + stored.manifest().files().size())
          .expireAfterAccess(TTL)
          .build();

  /** @param etag of the document */
  public record StoredManifest(ETag etag, Manifest manifest) {}

  public CachedManifests(BucketReader bucket) {
    this.bucket = bucket;
  }

  /** Returns the bucket that contains the manifests. */
  public BucketReader bucket() {
    return bucket;
  }

  /**
   * Returns the manifest of a version. A large one takes seconds, so call this in a compute lane.
   *
   * @throws GypsumException CORRUPT if the document does not exist or is corrupt
   */
  public StoredManifest read(AssetVersion version) {
    ETag etag = currentETag(version);
    StoredManifest cached = manifests.getIfPresent(version);
    if (cached != null && cached.etag().equals(etag)) {
      return cached;
    }
    StoredManifest read =
        bucket.read(BucketLayout.manifest(version), Manifest::read)
            .map(stored -> new StoredManifest(stored.etag(), stored.document()))
            .orElseThrow(
                () -> GypsumException.notFound("version '" + version + "' does not exist"));
    manifests.put(version, read);
    return read;
  }

  /**
   * Returns the state of the manifest of a version.
   *
   * @throws GypsumException CORRUPT if the document does not exist
   */
  public ETag currentETag(AssetVersion version) {
    return bucket.store()
        .head(BucketLayout.manifest(version))
        .map(ObjectInfo::etag)
        .orElseThrow(
            () -> new GypsumException(
                GypsumException.Kind.CORRUPT,
                "document '" + BucketLayout.manifest(version) + "' does not exist"));
  }
}
