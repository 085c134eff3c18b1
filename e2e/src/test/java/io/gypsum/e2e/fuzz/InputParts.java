package io.gypsum.e2e.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The parts of an input that contains several texts. */
final class InputParts {
  private static final byte SEPARATOR = 0x1E;

  private InputParts() {}

  /** Returns the bytes between the separators, at least one part. */
  static List<byte[]> of(byte[] input) {
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= input.length; i++) {
      if (i == input.length || input[i] == SEPARATOR) {
        parts.add(Arrays.copyOfRange(input, start, i));
        start = i + 1;
      }
    }
    return parts;
  }
}
