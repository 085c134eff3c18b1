package io.gypsum.server.file;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the manifest of a published version names an object. Of each manifest only hashes of paths and sizes are
 * cached, 8 bytes for each file, at most {@link #MAX_CACHED_FILES} in total. Thread-safe.
 */
final class ManifestFiles {
  static final int MAX_CACHED_FILES = 4_000_000;
  /** Weight of a version in addition to that of its files. */
  private static final int VERSION_WEIGHT = 32;
  private static final Duration CACHE_TTL = Duration.ofMinutes(5);
  /** Manifests up to this size, of about 1,500 files, are parsed within milliseconds, by the request itself. */
  static final int MAX_INLINE_BYTES = 256 * 1024;
  private static final int MAX_CONCURRENT_READS = 16;
  /** How long a request waits for a large manifest. */
  private static final Duration MAX_WAIT = Duration.ofMillis(500);

  private final BucketReader bucket;
  private final ComputeLane lane;
  private final Map<Publication, Future<long[]>> reading = new ConcurrentHashMap<>();
  private final Cache<Publication, long[]> cached =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_FILES)
          .weigher((Publication publication, long[] hashes) -> VERSION_WEIGHT + hashes.length)
          .expireAfterWrite(CACHE_TTL)
          .build();

  /**
   * A version from its publication to its deletion; the manifest does not change in between.
   *
   * @param summaryWritten distinguishes a version from one that was deleted and had the same name
   */
  private record Publication(AssetVersion version, Instant summaryWritten) {}

  /** @param lane reads large manifests */
  ManifestFiles(BucketReader bucket, ComputeLane lane) {
    this.bucket = bucket;
    this.lane = lane;
  }

  /**
   * Returns whether an object of a published version is a document of the server, or a file with this size in the manifest.
   * Reads the manifest if it is not cached. While a large one is being read, the answer is false.
   *
   * @param summaryWritten when the summary of the version was written
   */
  boolean contains(AssetVersion version, Instant summaryWritten, ObjectInfo object) {
    if (BucketLayout.isVersionDocument(version, object.key())) {
      return true;
    }
    Publication publication = new Publication(version, summaryWritten);
    long[] hashes = cached.getIfPresent(publication);
    if (hashes == null) {
      hashes = read(publication);
    }
    return hashes != null
        && Arrays.binarySearch(hashes, hash(path(version, object.key()), object.sizeBytes())) >= 0;
  }

  private static String path(AssetVersion version, Key key) {
    return key.value().substring(BucketLayout.below(version).value().length());
  }

  /** Returns null if the manifest is large and another thread is reading it. */
  private long @Nullable [] read(Publication publication) {
    byte[] small = readSmall(BucketLayout.manifest(publication.version()));
    if (small != null) {
      long[] hashes = parse(publication.version(), small);
      cached.put(publication, hashes);
      return hashes;
    }
    Future<long[]> large = readInLane(publication);
    // A small read never waits for heavy ones.
    return large == null ? null : await(large);
  }

  /** Returns the content of a document, empty if it does not exist; null if it is large. */
  private byte @Nullable [] readSmall(Key key) {
    try (StoredObject object =
        bucket.store().get(key, new ByteRange(0, MAX_INLINE_BYTES)).orElse(null)) {
      if (object == null) {
        return new byte[0];
      }
      return object.info().sizeBytes() > MAX_INLINE_BYTES ? null : object.body().readAllBytes();
    } catch (IOException e) {
      throw BucketReader.readFailed(key, e);
    }
  }

  private static long[] parse(AssetVersion version, byte[] manifest) {
    if (manifest.length == 0) {
      return new long[0];
    }
    try {
      return BucketReader.parse(
          BucketLayout.manifest(version), manifest, ManifestFiles::hashes);
    } catch (GypsumException e) {
      return ifCorrupt(e);
    }
  }

  /** Returns an empty result, which is cached, since reading a corrupt manifest again for each request is expensive. */
  private static long[] ifCorrupt(GypsumException e) {
    if (e.kind() != GypsumException.Kind.CORRUPT) {
      throw e;
    }
    return new long[0];
  }

  /**
   * Starts reading a manifest in the lane, unless that is being done.
   *
   * @return the future result; null if the lane was occupied or too many manifests are being read
   */
  private @Nullable Future<long[]> readInLane(Publication publication) {
    boolean isFree = lane.isIdle();
    if (reading.size() >= MAX_CONCURRENT_READS && !reading.containsKey(publication)) {
      return null;
    }
    Future<long[]> read =
        reading.computeIfAbsent(
            publication, unread -> {
              FutureTask<long[]> task = new FutureTask<>(() -> {
                try {
                  long[] hashes = lane.run(() -> readLarge(unread.version()));
                  cached.put(unread, hashes);
                  return hashes;
                } finally {
                  reading.remove(unread);
                }
              });
              Thread.startVirtualThread(task);
              return task;
            });
    return isFree ? read : null;
  }

  private long[] readLarge(AssetVersion version) {
    try {
      return bucket.read(BucketLayout.manifest(version), ManifestFiles::hashes)
          .map(StoredDocument::document)
          .orElseGet(() -> new long[0]);
    } catch (GypsumException e) {
      return ifCorrupt(e);
    }
  }

  private static long @Nullable [] await(Future<long[]> read) {
    try {
      return read.get(MAX_WAIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      RuntimeException failure = Threads.failure(e);
      if (failure instanceof GypsumException refused
          && refused.kind() == GypsumException.Kind.BUSY) {
        // The lane, which had a free thread, was filled or closed meanwhile.
        return null;
      }
      throw failure;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
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
