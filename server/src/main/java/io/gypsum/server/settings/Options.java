package io.gypsum.server.settings;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.gypsum.core.EditDistance;
import org.jspecify.annotations.Nullable;

/** All options of a server. Each is declared in the settings record of its group. */
public final class Options {
  private static final int MAX_COMPARED_CHARS = 100;

  /** In the order in which help lists them. */
  public static final List<Option<?>> ALL =
      Stream.of(
          ListenSettings.ALL, LogSettings.ALL, StoreSettings.ALL, UploadSettings.ALL,
          IdentitySettings.ALL,
          IndexSettings.ALL, PageSettings.ALL, ComputeSettings.ALL, BodySettings.ALL,
          ClientLimitSettings.ALL)
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
        .min(Comparator.comparingInt(known -> EditDistance.between(typed, known)))
        .orElseThrow();
  }
}
