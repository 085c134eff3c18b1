package io.gypsum.cli.terminal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.server.settings.SettingsSources;
import org.jspecify.annotations.Nullable;

/** How commands get at the server's settings. */
public final class SettingsOptions {
  private static final String CONFIG_VARIABLE = "GYPSUM_CONFIG";

  private SettingsOptions() {}

  /** @param config the flag, or null to look at {@code GYPSUM_CONFIG} */
  public static SettingsSources sources(
      Terminal terminal, @Nullable Path config, Map<String, List<String>> flags) {
    String variable = terminal.environment().getOrDefault(CONFIG_VARIABLE, "").strip();
    Path file = config != null || variable.isEmpty() ? config : Path.of(variable);
    return new SettingsSources(flags, terminal.environment(), file, terminal.home());
  }

  /** A setting that will not do is the caller's mistake, so wrong usage. */
  public static UsageException wrongUsage(GypsumException e) {
    return new UsageException(e.reason(), e);
  }
}
