package io.gypsum.server.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.server.catalog.CatalogItem.State;
import io.gypsum.server.catalog.CatalogItem.VersionItem;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;
import io.gypsum.store.bucket.StoredDocument;
import io.gypsum.store.lock.ProjectLocks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the summary and the manifest of one version from the bucket. Memory grows with the number of linked versions, not of
 * files. Thread-safe.
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

  /** The files of a version. */
  private record Files(ContentTotals content, Map<AssetVersion, Integer> filesByLinked) {
    static final Files NONE = new Files(ContentTotals.NONE, Map.of());
  }

  /**
   * Reads a version. A version with a corrupt summary counts as complete. A version with a corrupt manifest counts as having no
   * files, since they cannot be found anyway.
   *
   * @throws StoreException if the store fails
   */
  VersionItem read(AssetVersion version) {
    DocumentResult<Summary> summary = summary(version);
    if (isFinished(summary)) {
      return complete(version, summary);
    }
    if (!isUploading(version)) {
      // A lock is deleted last, so the upload may have been completed since the summary was read.
      DocumentResult<Summary> last = summary(version);
      return isFinished(last) ? complete(version, last) : VersionItem.absent(version);
    }
    Files files = files(version);
    return files == null
        ? new VersionItem(version, State.STARTING, null, ContentTotals.NONE, Map.of())
        : new VersionItem(
            version, State.UPLOADING, summary.document(), files.content(), files.filesByLinked());
  }

  private DocumentResult<Summary> summary(AssetVersion version) {
    return bucket.tryRead(BucketLayout.summary(version), Summary::read);
  }

  private static boolean isFinished(DocumentResult<Summary> read) {
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

  private VersionItem complete(AssetVersion version, DocumentResult<Summary> summary) {
    Files files = Objects.requireNonNullElse(files(version), Files.NONE);
    return new VersionItem(
        version, State.COMPLETE, summary.document(), files.content(), files.filesByLinked());
  }

  /** Returns null if there is no manifest. */
  private @Nullable Files files(AssetVersion version) {
    DocumentResult<Files> read =
        bucket.tryRead(BucketLayout.manifest(version), in -> readFiles(version, in));
    if (read.document() == null && read.problem() != null) {
      LOG.warn(
          "The files and links of '{}' are unknown, since its manifest is corrupt: {}", version,
          read.problem());
      return Files.NONE;
    }
    return read.document();
  }

  /** If a link has an ancestor, the ancestor has the bytes, and the target does not matter. */
  private static Files readFiles(AssetVersion version, JsonInput in) {
    Map<AssetVersion, Integer> filesByLinked = new HashMap<>();
    ContentCounter counter = new ContentCounter();
    in.forEachProperty(path -> {
      ManifestEntry entry = ManifestEntry.read(in);
      if (entry == null) {
        return;
      }
      counter.add(entry);
      Link link = entry.link();
      if (link != null && !link.source().version().equals(version)) {
        filesByLinked.merge(link.source().version(), 1, Integer::sum);
      }
    });
    return new Files(counter.totals(), filesByLinked);
  }

  /** Sums the files of a manifest. Not thread-safe. */
  private static final class ContentCounter {
    private long files;
    private long links;
    private long bytes;
    private long ownBytes;

    void add(ManifestEntry entry) {
      files++;
      bytes = sum(bytes, entry.sizeBytes());
      if (entry.isLink()) {
        links++;
      } else {
        ownBytes = sum(ownBytes, entry.sizeBytes());
      }
    }

    /** The sizes of a manifest that other software wrote may be arbitrary numbers. */
    private static long sum(long bytes, long added) {
      return Math.min(ContentTotals.MAX_BYTES, bytes + Math.min(ContentTotals.MAX_BYTES, added));
    }

    ContentTotals totals() {
      return new ContentTotals(files, links, bytes, ownBytes);
    }
  }
}
