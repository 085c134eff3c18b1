package io.gypsum.server.settings;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The sources of settings. All values of an option are taken from the first source that sets it.
 *
 * @param flags values by option name, in the order given
 * @param environment all variables of the process, including unrelated ones; an empty one counts as not set
 * @param file a settings file, or null for none
 * @param home home directory of the user, for {@code ~/} and the default data directory
 */
public record SettingsSources(
    Map<String, List<String>> flags,
    Map<String, String> environment,
    @Nullable Path file,
    Path home) {

  public SettingsSources {
    flags = Map.copyOf(flags);
    environment = Map.copyOf(environment);
  }

  /** Returns sources that consist of flags only, for servers embedded in a program. */
  public static SettingsSources of(Map<String, String> flags, Path home) {
    Map<String, List<String>> lists = new HashMap<>();
    flags.forEach((name, value) -> lists.put(name, List.of(value)));
    return new SettingsSources(lists, Map.of(), null, home);
  }
}
