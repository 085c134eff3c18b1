package io.gypsum.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Repeats measurements. */
final class Rounds {
  private Rounds() {}

  /** One measurement. */
  @FunctionalInterface
  interface Round<T> {
    T measure() throws IOException;
  }

  /** The measurements of both sides of a comparison, in the order in which they were made. */
  record Pair<T>(List<T> ours, List<T> theirs) {}

  /**
   * Measures both sides in turn, so that other load of the machine affects both. The first measurement of each is not
   * counted.
   */
  static <T> Pair<T> interleaved(int rounds, Round<T> ours, Round<T> theirs) throws IOException {
    ours.measure();
    theirs.measure();
    Pair<T> results = new Pair<>(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < rounds; i++) {
      results.ours().add(ours.measure());
      results.theirs().add(theirs.measure());
    }
    return results;
  }

  /** Returns the value that this share of the values does not exceed; infinity if there are none. */
  static double percentile(List<Double> values, int percent) {
    if (values.isEmpty()) {
      return Double.POSITIVE_INFINITY;
    }
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }

  static double median(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
