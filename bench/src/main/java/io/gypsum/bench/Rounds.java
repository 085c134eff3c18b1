package io.gypsum.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Doing the same several times. */
final class Rounds {
  private Rounds() {}

  /** One measurement. */
  @FunctionalInterface
  interface Round<T> {
    T measure() throws IOException;
  }

  /** Two sides of a comparison, each in the order in which it was measured. */
  record Pair<T>(List<T> ours, List<T> theirs) {}

  /** Ours, theirs, ours, theirs …, so that whatever else the machine does meets both. One of each is not counted. */
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
