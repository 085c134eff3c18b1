package io.gypsum.server.archive;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import io.gypsum.core.Quantity;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.ByteRange;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the SHA-256 checksums of versions in the background: one file at a time, in one thread that pauses half of the
 * time, so that requests are hardly delayed. A known checksum is not computed again, not even for another version
 * with the same content. Each content is compared with its MD5. After a restart, a computation continues when it is
 * requested again. Thread-safe.
 */
public final class Sha256Computation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sha256Computation.class);
  /** Maximum number of waiting versions. */
  static final int MAX_QUEUED = 100;
  private static final int BUFFER_BYTES = 1024 * 1024;
  /** How long a failure is reported before a request starts the computation again. */
  private static final Duration FAILURE_TTL = Duration.ofMinutes(1);
  private static final Duration MAX_REST = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("computing SHA-256 checksums was interrupted");

  private final BucketReader bucket;
  private final ContentDigests digests;
  private final Sleeper sleeper;
  private final LongSupplier nanos;
  private final ExecutorService thread = Threads.daemonPool(1, "gypsum-sha256");
  private final Map<AssetVersion, Job> jobs = new ConcurrentHashMap<>();
  private final Cache<AssetVersion, GypsumException> failures =
      Caffeine.newBuilder().maximumSize(MAX_QUEUED).expireAfterWrite(FAILURE_TTL).build();

  /** @param digests stores checksums; closed by the caller, after this */
  public Sha256Computation(BucketReader bucket, ContentDigests digests) {
    this(bucket, digests, Sleeper.SYSTEM, System::nanoTime);
  }

  /** @param nanos a monotonic clock, which determines how long the thread rests */
  Sha256Computation(
      BucketReader bucket, ContentDigests digests, Sleeper sleeper, LongSupplier nanos) {
    this.bucket = bucket;
    this.digests = digests;
    this.sleeper = sleeper;
    this.nanos = nanos;
  }

  /** Returns the checksum of a file, if it is known. */
  public Optional<byte[]> find(ManifestEntry entry) {
    return Optional.ofNullable(digests.findSha256(entry.md5(), entry.sizeBytes()));
  }

  /**
   * Starts computing the checksums of a version unless all are known. A large manifest takes a second, so call this in a
   * compute lane.
   *
   * @throws GypsumException BUSY while they are being computed; the message contains the progress. CORRUPT or UNAVAILABLE if
   *     that has failed
   */
  public void require(AssetVersion version, Manifest manifest) {
    Job running = jobs.get(version);
    if (running != null) {
      throw running.progress();
    }
    if (manifest.files().values().stream().allMatch(entry -> find(entry).isPresent())) {
      return;
    }
    GypsumException failure = failures.getIfPresent(version);
    if (failure != null) {
      throw failure;
    }
    throw start(version).progress();
  }

  private Job start(AssetVersion version) {
    if (jobs.size() >= MAX_QUEUED) {
      throw new GypsumException(
          GypsumException.Kind.BUSY,
          "the SHA-256 checksums of " + MAX_QUEUED
              + " other versions are computed first: try again in a few minutes");
    }
    Job job = new Job(version);
    Job running = jobs.putIfAbsent(version, job);
    if (running != null) {
      return running;
    }
    try {
      thread.execute(job);
    } catch (RejectedExecutionException e) {
      jobs.remove(version);
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE, "the server is stopping: try again", e);
    }
    return job;
  }

  private final class Job implements Runnable {
    private final AssetVersion version;
    private volatile String state = "not begun yet";

    Job(AssetVersion version) {
      this.version = version;
    }

    GypsumException progress() {
      return new GypsumException(
          GypsumException.Kind.BUSY,
          "the SHA-256 checksums of version '" + version + "' are being computed: "
              + state + "; try again later");
    }

    @Override
    public void run() {
      try {
        compute();
      } catch (GypsumException e) {
        if (!thread.isShutdown()) {
          LOG.warn("Cannot compute the SHA-256 checksums of '{}': {}", version, LogLine.of(e));
          failures.put(version, e);
        }
      } finally {
        jobs.remove(version);
      }
    }

    private void compute() {
      Manifest manifest =
          bucket.read(BucketLayout.manifest(version), Manifest::read)
              .map(StoredDocument::document)
              .orElseThrow(
                  () -> GypsumException.notFound("version '" + version + "' does not exist"));
      int doneFiles = 0;
      long doneBytes = 0;
      byte[] buffer = new byte[BUFFER_BYTES];
      for (Map.Entry<UserPath, ManifestEntry> file : manifest.files().entrySet()) {
        ManifestEntry entry = file.getValue();
        state =
            doneFiles + " of " + manifest.files().size() + " files, "
                + Quantity.formatSize(doneBytes);
        if (find(entry).isEmpty()) {
          Key key = Link.sourceKey(version, file.getKey(), entry.link());
          digests.addSha256(entry.md5(), entry.sizeBytes(), digest(key, entry, buffer));
          requireRemembered(entry);
        }
        doneFiles++;
        doneBytes += entry.sizeBytes();
      }
    }
  }

  private byte[] digest(Key key, ManifestEntry entry, byte[] buffer) {
    MessageDigest md5 = Md5.newDigest();
    MessageDigest sha256 = newSha256();
    long size = 0;
    try (StoredObject object =
        bucket.store()
            .get(key, new ByteRange(0, entry.sizeBytes() + 1))
            .orElseThrow(() -> corrupt(key, "does not exist"))) {
      InputStream body = object.body();
      long begin = nanos.getAsLong();
      for (int read = body.readNBytes(buffer, 0, buffer.length); read > 0;) {
        md5.update(buffer, 0, read);
        sha256.update(buffer, 0, read);
        size += read;
        rest(begin);
        begin = nanos.getAsLong();
        read = body.readNBytes(buffer, 0, buffer.length);
      }
    } catch (IOException e) {
      throw BucketReader.readFailed(key, e);
    }
    if (size != entry.sizeBytes() || !Md5.of(md5.digest()).equals(entry.md5())) {
      throw corrupt(key, "has other content than the manifest of its version lists");
    }
    return sha256.digest();
  }

  /** Otherwise each request would start the computation again. */
  private void requireRemembered(ManifestEntry entry) {
    if (find(entry).isEmpty()) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "the server cannot store SHA-256 checksums because its disk failed; its log contains the reason");
    }
  }

  /**
   * Pauses as long as the thread has worked since {@code begin}, but at most {@link #MAX_REST}, so that requests are
   * hardly delayed.
   */
  private void rest(long begin) {
    Duration worked = Duration.ofNanos(nanos.getAsLong() - begin);
    sleeper.sleep(worked.compareTo(MAX_REST) > 0 ? MAX_REST : worked, ON_INTERRUPT);
  }

  private static GypsumException corrupt(Key key, String problem) {
    return new GypsumException(
        GypsumException.Kind.CORRUPT,
        "the file '" + key + "' " + problem
            + "; an administrator can check the bucket with 'gypsum verify --deep'");
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is not available", e);
    }
  }

  /** Waits until the computations that were started have ended; for tests. */
  void awaitIdle() throws InterruptedException, ExecutionException {
    thread.submit(() -> {}).get();
  }

  /** Ends the running computation and waits for its end. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      boolean _ = thread.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
