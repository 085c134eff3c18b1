package io.gypsum.server.settings;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/** The values of all options: for each option, those of the source with the highest precedence that sets it. */
final class OptionValues {
  private final Map<Option<?>, List<GivenValue>> values = new HashMap<>();
  private final SettingsSources sources;

  private OptionValues(SettingsSources sources) {
    this.sources = sources;
  }

  /** @throws GypsumException INVALID when the settings file is malformed or cannot be read */
  static OptionValues from(SettingsSources sources) {
    OptionValues result = new OptionValues(sources);
    if (sources.file() != null) {
      result.values.putAll(SettingsFile.read(sources.file()));
    }
    for (Option<?> option : Options.ALL) {
      String variable = sources.environment().get(option.variable());
      if (variable != null && !variable.isBlank()) {
        result.values.put(
            option,
            List.of(new GivenValue(option, variable.strip(), option.variable()).requireBare()));
      }
      List<String> flags = sources.flags().getOrDefault(option.name(), List.of());
      if (!flags.isEmpty()) {
        result.values.put(
            option,
            flags.stream().map(text -> new GivenValue(option, text, option.flag())).toList());
      }
    }
    return result;
  }

  /** Returns the home directory of the user. */
  Path home() {
    return sources.home();
  }

  @Nullable
  String environmentVariable(String name) {
    return sources.environment().get(name);
  }

  boolean isGiven(Option<?> option) {
    return values.containsKey(option);
  }

  /**
   * Returns the value given, or the default.
   *
   * @throws GypsumException INVALID, naming the option, the value, its source and what was expected
   */
  <T> T get(Option<T> option) {
    List<GivenValue> given = values.getOrDefault(option, List.of());
    String defaultValue = option.defaultValue();
    if (given.isEmpty() && defaultValue != null) {
      given = List.of(new GivenValue(option, defaultValue, "the default"));
    }
    if (given.isEmpty() && !option.isList()) {
      throw new IllegalArgumentException("option '" + option.name() + "' has no default");
    }
    return option.parser().parse(given, this);
  }

  /** Returns the value given; null when there is none. For options without default. */
  <T> @Nullable T getOrNull(Option<T> option) {
    return isGiven(option) ? get(option) : null;
  }

  /**
   * Returns whether all of these options are given, rather than none of them.
   *
   * @throws GypsumException INVALID when some are given and others are not
   */
  boolean areGiven(Option<?>... options) {
    List<Option<?>> missing = Arrays.stream(options).filter(o -> !isGiven(o)).toList();
    if (missing.isEmpty() || missing.size() == options.length) {
      return missing.isEmpty();
    }
    GivenValue first =
        Arrays.stream(options)
            .filter(this::isGiven)
            .map(option -> values.getOrDefault(option, List.of()).getLast())
            .findFirst()
            .orElseThrow();
    throw GypsumException.invalid(
        "'" + first.option().name() + "' (from " + first.source() + ") requires '"
            + String.join("' and '", missing.stream().map(Option::name).toList())
            + "' too: set all of them or none");
  }
}
