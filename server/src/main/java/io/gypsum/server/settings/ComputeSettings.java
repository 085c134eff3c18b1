package io.gypsum.server.settings;

import java.time.Duration;
import java.util.List;

/**
 * Bounds of requests that compute or read much from disk.
 *
 * @param threads maximum number of requests that run at a time; at least 1
 * @param queue maximum number of waiting requests of one kind
 * @param maxWait how long they may wait
 * @param searchSteps how many steps SQLite may perform for one search
 * @param sha256OnS3 whether SHA-256 checksums are computed if the bucket is on S3
 */
public record ComputeSettings(
    int threads, int queue, Duration maxWait, long searchSteps, boolean sha256OnS3) {
  static final Option<Integer> COMPUTE_THREADS =
      Option.number(
          "compute-threads", 0, 0, 1_000,
          "Number of threads that compute responses: searches, listings, bundles, compression and"
              + " operations. 0 means one for each processor.");
  static final Option<Integer> COMPUTE_QUEUE =
      Option.number(
          "compute-queue", 200, 0, 10_000,
          "Maximum number of searches, of reads and of operations that wait for such a thread;"
              + " further ones are answered with 503.");
  static final Option<Duration> COMPUTE_WAIT =
      Option.duration(
          "compute-wait", Duration.ofSeconds(10), Duration.ZERO,
          "Maximum time that a request waits for such a thread before it is answered with 503.");
  static final Option<Long> SEARCH_STEPS =
      Option.single(
          "search-steps", "NUMBER", "200000000",
          OptionParsers.count(1_000, Long.MAX_VALUE),
          "Maximum work of one search, in steps of SQLite's virtual machine; about 100 million are"
              + " performed in a second. A search that needs more is answered with 413.");

  static final Option<Boolean> S3_SHA256 =
      Option.toggle(
          "s3-sha256", false,
          "Compute SHA-256 checksums of versions on request, in the background, if the bucket is on S3:"
              + " every file is read from the service once. They are always available for a directory.");

  static final List<Option<?>> ALL =
      List.of(COMPUTE_THREADS, COMPUTE_QUEUE, COMPUTE_WAIT, SEARCH_STEPS, S3_SHA256);

  static ComputeSettings read(OptionValues values) {
    int threads = values.get(COMPUTE_THREADS);
    return new ComputeSettings(
        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
        values.get(COMPUTE_QUEUE), values.get(COMPUTE_WAIT), values.get(SEARCH_STEPS),
        values.get(S3_SHA256));
  }
}
