package io.gypsum.server.catalog;

import java.util.HashMap;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.server.catalog.VersionLinks.State;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;
import io.gypsum.store.bucket.StoredDocument;
import io.gypsum.store.lock.ProjectLocks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the links of one version from the bucket. Memory grows with the number of linked versions, not of files. Thread-safe.
 */
final class VersionReader {
  private static final Logger LOG = LoggerFactory.getLogger(VersionReader.class);

  private final BucketReader bucket;
  private final ProjectLocks locks;

  /**
   * @param locks recovers the locks of crashed uploads, which otherwise count as running until the next change of their project
   */
  VersionReader(BucketReader bucket, ProjectLocks locks) {
    this.bucket = bucket;
    this.locks = locks;
  }

  /**
   * Reads a version. A version with a corrupt summary counts as complete. A version with a corrupt manifest counts as having no
   * links, since its files cannot be found anyway.
   *
   * @throws StoreException if the store fails
   */
  VersionLinks read(AssetVersion version) {
    if (isFinished(version)) {
      return complete(version);
    }
    if (!isUploading(version)) {
      // A lock is deleted last, so the upload may have been completed since the summary was read.
      return isFinished(version)
          ? complete(version)
          : new VersionLinks(version, State.ABSENT, Map.of());
    }
    Map<AssetVersion, Integer> links = links(version);
    return links == null
        ? new VersionLinks(version, State.STARTING, Map.of())
        : new VersionLinks(version, State.UPLOADING, links);
  }

  private boolean isFinished(AssetVersion version) {
    DocumentResult<Summary> read = bucket.tryRead(BucketLayout.summary(version), Summary::read);
    Summary summary = read.document();
    return summary == null ? read.problem() != null : summary.isFinished();
  }

  private boolean isUploading(AssetVersion version) {
    try {
      return locks.read(version.project())
          .map(StoredDocument::document)
          .filter(lock -> isOf(lock, version))
          .isPresent() && !locks.recover(version.project());
    } catch (StoreException e) {
      throw e;
    } catch (GypsumException e) {
      LOG.warn("Cannot recover the lock of '{}': {}", version.project(), e.reason());
      return true;
    }
  }

  private static boolean isOf(Lock lock, AssetVersion version) {
    return version.asset().value().equals(lock.asset())
        && version.version().value().equals(lock.version());
  }

  private VersionLinks complete(AssetVersion version) {
    Map<AssetVersion, Integer> links = links(version);
    return new VersionLinks(version, State.COMPLETE, links == null ? Map.of() : links);
  }

  /** Returns null if there is no manifest. */
  private @Nullable Map<AssetVersion, Integer> links(AssetVersion version) {
    DocumentResult<Map<AssetVersion, Integer>> read =
        bucket.tryRead(BucketLayout.manifest(version), in -> readLinks(version, in));
    if (read.document() == null && read.problem() != null) {
      LOG.warn(
          "The links of '{}' are unknown, since its manifest is corrupt: {}", version,
          read.problem());
      return Map.of();
    }
    return read.document();
  }

  /** If a link has an ancestor, the ancestor has the bytes, and the target does not matter. */
  private static Map<AssetVersion, Integer> readLinks(AssetVersion version, JsonInput in) {
    Map<AssetVersion, Integer> filesByLinked = new HashMap<>();
    in.forEachProperty(path -> {
      ManifestEntry entry = ManifestEntry.read(in);
      Link link = entry == null ? null : entry.link();
      if (link != null && !link.source().version().equals(version)) {
        filesByLinked.merge(link.source().version(), 1, Integer::sum);
      }
    });
    return filesByLinked;
  }
}
