package io.gypsum.core.property;

/**
 * The number of repetitions of tests that find more the longer they run: races, kills and random loads. The build repeats each often enough to find a fault that is not rare; the system property {@code gypsum.test.factor}
 * multiplies the numbers for a long run.
 */
public final class Repetitions {
  private static final int FACTOR = Integer.getInteger("gypsum.test.factor", 1);

  private Repetitions() {}

  /** Returns {@code count}, multiplied by the factor of this run. */
  public static int of(int count) {
    return Math.multiplyExact(count, FACTOR);
  }
}
