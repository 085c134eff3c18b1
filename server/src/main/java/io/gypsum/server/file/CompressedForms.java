package io.gypsum.server.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import io.gypsum.core.LogLine;
import io.gypsum.core.name.Key;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gzip forms of the objects of a store that has few objects, which are replaced from time to time. Each state of an object
 * is compressed once, when it is first requested, and kept in a file until the object has been replaced twice: the form that
 * was replaced last may still be sent. Compression takes turns with other reads of the server. Thread-safe.
 *
 * <p>The files belong to this process. They are not synced, and deleted on close; those of a process that crashed are deleted
 * when the next one starts.
 */
public final class CompressedForms implements AutoCloseable {
  /** Smaller objects gain nothing. */
  static final long MIN_BYTES = 1024;
  private static final Logger LOG = LoggerFactory.getLogger(CompressedForms.class);
  private static final String SUFFIX = ".gz";
  private static final int SLICE_BYTES = 1024 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;
  /** After a failure, such as a full disk, the object is sent uncompressed for this time. */
  private static final long RETRY_NANOS = Duration.ofMinutes(1).toNanos();
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private final ReadStore store;
  private final @Nullable Path directory;
  private final ComputeLane lane;
  private final Duration maxWait;
  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * A compressed object.
   *
   * @param info the object that was compressed
   * @param file contains the gzip form
   */
  record Form(ObjectInfo info, Path file, long sizeBytes) {}

  /**
   * The form of one state of an object.
   *
   * @param startNanos when its compression began
   * @param previous the form of an earlier state, which may still be sent
   */
  private record Entry(
      ETag etag, long startNanos, CompletableFuture<Form> form, @Nullable Form previous) {
    boolean isRunning() {
      return !form.isDone();
    }

    boolean hasFailed() {
      return form.isCompletedExceptionally();
    }

    @Nullable
    Form formIfDone() {
      return form.isDone() && !hasFailed() ? form.join() : null;
    }
  }

  /**
   * @param directory where the forms are kept; created if it does not exist. If that fails, nothing is compressed
   * @param lane compresses the objects
   */
  public CompressedForms(ReadStore store, Path directory, ComputeLane lane) {
    this(store, directory, lane, MAX_WAIT);
  }

  /** @param maxWait how long a request waits for the compression */
  CompressedForms(ReadStore store, Path directory, ComputeLane lane, Duration maxWait) {
    this.store = store;
    this.directory = prepare(directory);
    this.lane = lane;
    this.maxWait = maxWait;
  }

  private static @Nullable Path prepare(Path directory) {
    try {
      Files.createDirectories(directory);
      try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
        left.forEach(CompressedForms::delete);
      }
      return directory;
    } catch (IOException e) {
      LOG.warn("published files will be sent uncompressed: {}", LogLine.of(e));
      return null;
    }
  }

  ReadStore store() {
    return store;
  }

  /**
   * Returns the compressed form of an object.
   *
   * @return null if the object must be sent uncompressed: it is small, its compression takes long, or the form cannot be stored
   */
  @Nullable
  Form find(ObjectInfo object) {
    if (directory == null || object.sizeBytes() < MIN_BYTES) {
      return null;
    }
    Entry entry =
        entries.compute(object.key(), (key, known) -> current(object, known, directory));
    if (!entry.etag().equals(object.etag())) {
      return null;
    }
    try {
      Form form = entry.form().get(maxWait.toNanos(), TimeUnit.NANOSECONDS);
      if (Files.isRegularFile(form.file())) {
        return form;
      }
      // Another process that uses the directory has started, and deleted the form.
      entries.remove(object.key(), entry);
      return null;
    } catch (TimeoutException | ExecutionException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /**
   * Returns the entry of an object; while its current state is still being compressed, the entry of the previous
   * state.
   */
  private Entry current(ObjectInfo object, @Nullable Entry known, Path target) {
    long now = System.nanoTime();
    if (known == null) {
      return begin(object, null, now, target);
    }
    boolean isOutdated = !known.etag().equals(object.etag());
    boolean isRetried = known.hasFailed() && now - known.startNanos() >= RETRY_NANOS;
    if (closed || known.isRunning() || (!isOutdated && !isRetried)) {
      return known;
    }
    Form done = known.formIfDone();
    if (done != null && known.previous() != null) {
      delete(known.previous().file());
    }
    return begin(object, done == null ? known.previous() : done, now, target);
  }

  private Entry begin(ObjectInfo object, @Nullable Form previous, long now, Path target) {
    CompletableFuture<Form> form = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        form.complete(compress(object, target));
      } catch (IOException | RuntimeException | Error e) {
        // Any failure, or requests would wait for the form forever.
        if (!closed) {
          LOG.warn("'{}' will be sent uncompressed: {}", object.key(), LogLine.of(e));
        }
        form.completeExceptionally(e);
      }
    });
    return new Entry(object.etag(), now, form, previous);
  }

  private Form compress(ObjectInfo expected, Path target) throws IOException {
    Path file = Files.createTempFile(target, "", SUFFIX);
    boolean complete = false;
    try (StoredObject object =
        store.get(expected.key(), ByteRange.ALL)
            .orElseThrow(() -> FileSender.missing(expected.key()))) {
      if (!object.info().etag().equals(expected.etag())) {
        throw new IOException("it was replaced at the same time");
      }
      try (FastGzipStream gzip = new FastGzipStream(Files.newOutputStream(file))) {
        ComputeTurns turns = lane.turns(() -> closed);
        byte[] buffer = new byte[BUFFER_BYTES];
        boolean more = true;
        while (more) {
          more = turns.run(() -> copySlice(object.body(), gzip, buffer));
        }
      }
      complete = true;
      return new Form(object.info(), file, Files.size(file));
    } finally {
      if (!complete || closed) {
        delete(file);
      }
    }
  }

  /** Returns whether another slice follows. */
  private static boolean copySlice(InputStream in, OutputStream out, byte[] buffer)
      throws IOException {
    for (int copied = 0; copied < SLICE_BYTES;) {
      int count = in.read(buffer);
      if (count < 0) {
        return false;
      }
      out.write(buffer, 0, count);
      copied += count;
    }
    return true;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.debug("cannot delete a compressed file", e);
    }
  }

  /** Deletes all forms. */
  @Override
  public void close() {
    closed = true;
    entries.values().forEach(entry -> {
      Form form = entry.formIfDone();
      if (form != null) {
        delete(form.file());
      }
      if (entry.previous() != null) {
        delete(entry.previous().file());
      }
    });
    entries.clear();
  }

  /** Compresses at the fastest level: an index is replaced every few seconds while versions are published. */
  private static final class FastGzipStream extends GZIPOutputStream {
    FastGzipStream(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
