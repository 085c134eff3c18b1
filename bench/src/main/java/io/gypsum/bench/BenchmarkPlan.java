package io.gypsum.bench;

import java.time.Duration;

/**
 * How much of everything a run does.
 *
 * @param bigBytes size of the file that is downloaded and uploaded as a whole
 * @param rounds how often the big file goes each way, per side
 * @param loadRounds of small downloads, per side
 * @param load how long one round of small downloads takes
 * @param warmUps uploads of {@code files} files before those that are measured
 * @param uploads of {@code files} files that are measured
 * @param files of one ordinary upload
 * @param manyFiles of the largest upload
 * @param starts of a server
 * @param slow for how long the slow clients are watched
 * @param assets of the largest registry that is indexed; 0 for none
 */
record BenchmarkPlan(
    long bigBytes, int rounds, int loadRounds, Duration load, int warmUps, int uploads, int files,
    int manyFiles, int starts, Duration slow, int assets) {
  private static final int ORDINARY = 5_000;
  private static final int MANY = 100_000;
  /** Some 200,000 documents. */
  private static final int HUGE = 5_280;

  static BenchmarkPlan full() {
    return new BenchmarkPlan(
        1_000_000_000L, 5, 5, Duration.ofSeconds(4), 8, 9, ORDINARY, MANY, 5,
        Duration.ofSeconds(15), HUGE);
  }

  /** The same questions with fewer rounds: shows what is far off, not what is close. */
  static BenchmarkPlan quick() {
    return new BenchmarkPlan(
        1_000_000_000L, 3, 2, Duration.ofSeconds(2), 5, 5, ORDINARY, MANY, 3,
        Duration.ofSeconds(8), 0);
  }
}
