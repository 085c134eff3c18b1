package io.gypsum.server.file;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;

/**
 * Decides whether the manifest of a published version names an object. Of each manifest only hashes of paths and sizes are
 * cached, 8 bytes for each file, at most {@link #MAX_CACHED_FILES} in total. Thread-safe.
 */
final class ManifestFiles {
  static final int MAX_CACHED_FILES = 4_000_000;
  /** Weight of a version in addition to that of its files. */
  private static final int VERSION_WEIGHT = 32;
  private static final Duration CACHE_TTL = Duration.ofMinutes(5);
  /** Bounds memory, and leaves carriers of virtual threads to other requests: parsing a manifest can take long. */
  private static final int MAX_CONCURRENT_READS = 2;

  private final BucketReader bucket;
  private final Semaphore reads = new Semaphore(MAX_CONCURRENT_READS);
  private final Cache<Publication, long[]> cached =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_FILES)
          .weigher((Publication publication, long[] hashes) -> VERSION_WEIGHT + hashes.length)
          .expireAfterWrite(CACHE_TTL)
          .build();

  /**
   * A version from its publication to its removal; the manifest does not change in between.
   *
   * @param summaryWritten distinguishes a version from one that was removed and had the same name
   */
  private record Publication(AssetVersion version, Instant summaryWritten) {}

  ManifestFiles(BucketReader bucket) {
    this.bucket = bucket;
  }

  /**
   * Returns whether an object of a published version is a document of the server, or a file with this size in the manifest.
   * Reads the manifest if it is not cached.
   *
   * @param summaryWritten when the summary of the version was written
   */
  boolean contains(AssetVersion version, Instant summaryWritten, ObjectInfo object) {
    if (BucketLayout.isVersionDocument(version, object.key())) {
      return true;
    }
    long[] hashes =
        cached.get(new Publication(version, summaryWritten), publication -> read(version));
    return Arrays.binarySearch(hashes, hash(path(version, object.key()), object.sizeBytes())) >= 0;
  }

  private static String path(AssetVersion version, Key key) {
    return key.value().substring(BucketLayout.below(version).value().length());
  }

  private long[] read(AssetVersion version) {
    reads.acquireUninterruptibly();
    try {
      return bucket.read(BucketLayout.manifest(version), ManifestFiles::hashes)
          .map(StoredDocument::document)
          .orElseGet(() -> new long[0]);
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.CORRUPT) {
        throw e;
      }
      // Cached, since reading it again for each request is expensive.
      return new long[0];
    } finally {
      reads.release();
    }
  }

  private static long[] hashes(JsonInput manifest) {
    LongStream.Builder hashes = LongStream.builder();
    manifest.forEachProperty(path -> {
      ManifestEntry entry = ManifestEntry.read(manifest);
      if (entry != null && !entry.isLink()) {
        hashes.add(hash(path, entry.sizeBytes()));
      }
    });
    return hashes.build().sorted().toArray();
  }

  /** Returns a hash of 64 bits. Two files of a version almost certainly have different ones. */
  private static long hash(String path, long sizeBytes) {
    long hash = sizeBytes;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return hash;
  }
}
