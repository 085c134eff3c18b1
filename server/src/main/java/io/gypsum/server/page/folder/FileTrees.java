package io.gypsum.server.page.folder;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.file.CachedManifests;
import io.gypsum.store.ETag;
import io.gypsum.store.bucket.BucketReader;

/** Reads the trees of versions, and caches those that were used recently. Thread-safe. */
public final class FileTrees {
  /** About 20 MB, in addition to the manifests. The tree of a larger version is created for each page. */
  private static final int MAX_CACHED_FILES = 200_000;
  private static final Duration TTL = Duration.ofMinutes(1);

  private final CachedManifests manifests;
  private final Cache<AssetVersion, CachedTree> trees =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_FILES)
          .weigher((AssetVersion version, CachedTree cached) -> 1 + cached.tree().size())
          .expireAfterAccess(TTL)
          .build();

  private record CachedTree(ETag etag, FileTree tree) {}

  public FileTrees(CachedManifests manifests) {
    this.manifests = manifests;
  }

  /** Returns the manifests from which trees are created. */
  public CachedManifests manifests() {
    return manifests;
  }

  /** Returns the bucket that contains the versions. */
  public BucketReader bucket() {
    return manifests.bucket();
  }

  /**
   * Returns the tree of a version, as its manifest is now. That of a large version takes seconds the first time, so call this in
   * a compute lane.
   *
   * @throws io.gypsum.core.GypsumException CORRUPT if the manifest does not exist or is corrupt
   */
  public FileTree tree(AssetVersion version) {
    CachedManifests.StoredManifest stored = manifests.read(version);
    CachedTree cached = trees.getIfPresent(version);
    if (cached != null && cached.etag().equals(stored.etag())) {
      return cached.tree();
    }
    FileTree tree = new FileTree(stored.manifest());
    trees.put(version, new CachedTree(stored.etag(), tree));
    return tree;
  }
}
