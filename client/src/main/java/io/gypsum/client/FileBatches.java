package io.gypsum.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.Parallel;

/** Transfers many files: small ones in batches, one request per batch, and large ones one by one. */
final class FileBatches {
  /** With fewer small files, batches save no noticeable time. */
  static final int MIN_SMALL_FILES = 16;
  static final int MAX_BATCH_FILES = 250;
  static final long MAX_BATCH_BYTES = 4L * 1024 * 1024;

  private FileBatches() {}

  /**
   * Downloads all files, with at most {@code concurrency} requests at a time.
   *
   * @param action the action named in the failure if the calling thread is interrupted, as in {@code ClientRequest}
   * @param downloadTogether downloads small files with one request and returns those that must be downloaded one by one
   * @param downloadOne downloads any file
   */
  static <T> void download(
      String action, List<T> files, int concurrency, Sizes<T> sizes,
      Function<List<T>, List<T>> downloadTogether, Consumer<T> downloadOne) {
    OnInterrupt onInterrupt = e -> HttpErrors.interrupted(action, e);
    List<T> left =
        Parallel.<List<T>, List<T>>map(
            split(files, concurrency, sizes, Limits.DEFAULT), concurrency, onInterrupt, batch -> {
              if (batch.size() > 1) {
                return downloadTogether.apply(batch);
              }
              downloadOne.accept(batch.get(0));
              return List.of();
            }).stream().flatMap(List::stream).toList();
    Parallel.forEach(left, concurrency, onInterrupt, downloadOne);
  }

  /** @param smallBytes the maximum size of a small file */
  record Sizes<T>(ToLongFunction<T> sizeBytes, long smallBytes) {
    boolean isSmall(T file) {
      return sizeBytes.applyAsLong(file) <= smallBytes;
    }
  }

  /** The limits of one batch. */
  record Limits(int maxFiles, long maxBytes) {
    static final Limits DEFAULT = new Limits(MAX_BATCH_FILES, MAX_BATCH_BYTES);
  }

  /** Returns one batch per large file, and enough batches of small files to use all connections. */
  static <T> List<List<T>> split(
      List<T> files, int concurrency, Sizes<T> sizes, Limits limits) {
    long small = files.stream().filter(sizes::isSmall).count();
    long maxFiles =
        small < MIN_SMALL_FILES ? 1 : Math.min(limits.maxFiles(), small / concurrency + 1);
    List<List<T>> batches = new ArrayList<>();
    List<T> open = new ArrayList<>();
    long openBytes = 0;
    for (T file : files) {
      if (!sizes.isSmall(file)) {
        batches.add(List.of(file));
        continue;
      }
      long bytes = sizes.sizeBytes().applyAsLong(file);
      if (open.size() == maxFiles || openBytes + bytes > limits.maxBytes()) {
        batches.add(open);
        open = new ArrayList<>();
        openBytes = 0;
      }
      open.add(file);
      openBytes += bytes;
    }
    if (!open.isEmpty()) {
      batches.add(open);
    }
    return batches;
  }
}
