package io.gypsum.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Fetching many files: the small ones together, the others each by itself. */
final class DownloadBatches {
  /** With fewer small files than this, being together saves nothing to speak of. */
  static final int FEWEST_TOGETHER = 16;
  static final int MOST_FILES = 250;
  static final long MOST_BYTES = 4L * 1024 * 1024;

  private DownloadBatches() {}

  /**
   * Fetches all, at most {@code concurrency} requests at a time.
   *
   * @param together fetches small files with one request, and gives back those that did not come
   * @param alone fetches any file
   */
  static <T> void fetch(
      String asked, List<T> files, int concurrency, Sizes<T> sizes,
      Function<List<T>, List<T>> together, Consumer<T> alone) {
    List<T> left =
        Parallel.map(asked, of(files, concurrency, sizes), concurrency, batch -> {
          if (batch.size() > 1) {
            return together.apply(batch);
          }
          alone.accept(batch.get(0));
          return List.<T>of();
        }).stream().flatMap(List::stream).toList();
    Parallel.forEach(asked, left, concurrency, alone);
  }

  /** What is known of files before they are fetched. */
  record Sizes<T>(ToLongFunction<T> sizeBytes, long smallBytes) {
    boolean isSmall(T file) {
      return sizeBytes.applyAsLong(file) <= smallBytes;
    }
  }

  /** DownloadBatches of one, and of small files so many that there is work for all connections. */
  static <T> List<List<T>> of(List<T> files, int concurrency, Sizes<T> sizes) {
    long small = files.stream().filter(sizes::isSmall).count();
    long most = small < FEWEST_TOGETHER ? 1 : Math.min(MOST_FILES, small / concurrency + 1);
    List<List<T>> batches = new ArrayList<>();
    List<T> open = new ArrayList<>();
    long openBytes = 0;
    for (T file : files) {
      if (!sizes.isSmall(file)) {
        batches.add(List.of(file));
        continue;
      }
      long bytes = sizes.sizeBytes().applyAsLong(file);
      if (open.size() == most || openBytes + bytes > MOST_BYTES) {
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
