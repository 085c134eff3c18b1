package io.gypsum.server.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Which value of each option counts: the strongest source that gives it, whole. */
record GivenValues(Map<Option, List<Given>> values) {

  static GivenValues from(SettingsSources sources) {
    Map<Option, List<Given>> values = new HashMap<>();
    if (sources.file() != null) {
      values.putAll(SettingsFile.read(sources.file()));
    }
    for (Option option : Options.ALL) {
      String variable = sources.environment().get(option.variable());
      if (variable != null && !variable.isBlank()) {
        values.put(option, List.of(new Given(option, variable.strip(), option.variable())));
      }
      List<String> flags = sources.flags().getOrDefault(option.name(), List.of());
      if (!flags.isEmpty()) {
        values.put(
            option,
            flags.stream().map(text -> new Given(option, text, option.flag())).toList());
      }
    }
    return new GivenValues(values);
  }

  List<Given> all(Option option) {
    return values.getOrDefault(option, List.of());
  }

  /** The value given, else the default, else null. */
  @Nullable
  Given orNull(Option option) {
    List<Given> given = all(option);
    if (!given.isEmpty()) {
      return given.getLast();
    }
    String defaultValue = option.defaultValue();
    return defaultValue == null ? null : new Given(option, defaultValue, "the default");
  }

  /** The value of an option that has a default. */
  Given get(Option option) {
    Given given = orNull(option);
    if (given == null) {
      throw new IllegalArgumentException("option '" + option.name() + "' has no default");
    }
    return given;
  }
}
