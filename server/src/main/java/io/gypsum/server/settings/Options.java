package io.gypsum.server.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** All options of a server. Each is declared in the settings record of its group. */
public final class Options {
  private static final int MAX_COMPARED_CHARS = 100;

  /** In the order in which help lists them. */
  public static final List<Option<?>> ALL =
      Stream.of(
          ListenSettings.ALL, StoreSettings.ALL, UploadSettings.ALL, IdentitySettings.ALL,
          IndexSettings.ALL, ComputeSettings.ALL)
          .<Option<?>>flatMap(List::stream)
          .toList();

  private Options() {}

  static @Nullable Option<?> named(String name) {
    return ALL.stream().filter(option -> option.name().equals(name)).findFirst().orElse(null);
  }

  /** Returns the option name that is most similar to {@code name}. */
  static String nearest(String name) {
    String typed =
        name.substring(0, Math.min(MAX_COMPARED_CHARS, name.length()))
            .toLowerCase(Locale.ROOT)
            .replace('_', '-');
    return ALL.stream()
        .map(Option::name)
        .min(Comparator.comparingInt(known -> editDistance(typed, known)))
        .orElseThrow();
  }

  private static int editDistance(String a, String b) {
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
