package io.gypsum.bench;

import java.time.Duration;

/**
 * The amount of work in a run.
 *
 * @param bigBytes the size of the large file
 * @param rounds number of uploads and of downloads of the big file, per side
 * @param loadRounds number of rounds of small downloads, per side
 * @param load duration of one round of small downloads
 * @param warmUps number of uploads of {@code files} files before the measured ones
 * @param uploads number of measured uploads of {@code files} files
 * @param files number of files of an ordinary upload
 * @param manyFiles number of files of the largest upload
 * @param starts number of starts of a server
 * @param slow how long the slow clients are observed
 * @param assets number of assets of the largest indexed registry; 0 for none
 * @param pages what is measured of web pages
 */
record BenchmarkPlan(
    long bigBytes, int rounds, int loadRounds, Duration load, int warmUps, int uploads, int files,
    int manyFiles, int starts, Duration slow, int assets, PageLoad pages) {
  private static final int ORDINARY = 5_000;
  private static final int MANY = 100_000;
  /** About 200,000 documents. */
  private static final int HUGE = 5_280;

  static BenchmarkPlan full() {
    return new BenchmarkPlan(
        1_000_000_000L, 5, 5, Duration.ofSeconds(4), 8, 9, ORDINARY, MANY, 5,
        Duration.ofSeconds(15), HUGE, PageLoad.full());
  }

  /** The same scenarios with fewer rounds: precise enough to show large deviations only. */
  static BenchmarkPlan quick() {
    return new BenchmarkPlan(
        1_000_000_000L, 3, 2, Duration.ofSeconds(2), 5, 5, ORDINARY, MANY, 3,
        Duration.ofSeconds(8), 0, PageLoad.quick());
  }
}
