package io.gypsum.cli.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.server.settings.SettingsSources;
import org.jspecify.annotations.Nullable;

/** Collects the sources of the server's settings: flags, environment variables and the settings file. */
final class SettingsFiles {
  private static final String CONFIG_VARIABLE = "GYPSUM_CONFIG";

  private SettingsFiles() {}

  /**
   * Returns the sources of a run.
   *
   * @param config settings file; null to use the one that {@code GYPSUM_CONFIG} names, if any
   * @param flags values by option name
   */
  static SettingsSources sources(
      Terminal terminal, @Nullable Path config, Map<String, List<String>> flags) {
    String variable = terminal.environment().getOrDefault(CONFIG_VARIABLE, "").strip();
    Path file = config != null || variable.isEmpty() ? config : Path.of(variable);
    return new SettingsSources(flags, terminal.environment(), file, terminal.home());
  }
}
