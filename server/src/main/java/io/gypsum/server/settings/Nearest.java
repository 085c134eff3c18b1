package io.gypsum.server.settings;

import java.util.Comparator;
import java.util.Locale;

/** Finds what someone who mistyped the name of a setting most likely meant. */
final class Nearest {
  private static final int LONGEST = 100;

  private Nearest() {}

  static String to(String name) {
    String typed =
        name.substring(0, Math.min(LONGEST, name.length()))
            .toLowerCase(Locale.ROOT)
            .replace('_', '-');
    return Options.ALL.stream()
        .map(Option::name)
        .min(Comparator.comparingInt(known -> distance(typed, known)))
        .orElseThrow();
  }

  /** How many letters must be put in, left out or replaced to make one of the other. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
