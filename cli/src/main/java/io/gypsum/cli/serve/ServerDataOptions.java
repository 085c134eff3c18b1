package io.gypsum.cli.serve;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.GypsumException;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.server.settings.StoreSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that select a server by its data directory, as {@code gypsum serve} does. */
final class ServerDataOptions {
  @Option(names = "--data", paramLabel = "DIR",
      description = "Data directory of the server (default: GYPSUM_DATA, otherwise as for"
          + " 'gypsum serve').") @Nullable String data;

  @Option(names = "--config", paramLabel = "FILE",
      description = "Settings file of the server, which may set its data directory.") @Nullable Path config;

  SettingsSources sources(Terminal terminal) {
    Map<String, List<String>> flags =
        data == null ? Map.of() : Map.of(StoreSettings.DATA.name(), List.of(data));
    return ServeCommand.settingsSources(terminal, config, flags);
  }

  /** @throws UsageException if the settings are invalid, or the directory is a bucket */
  Path directory(Terminal terminal) {
    try {
      return SettingsReader.readData(sources(terminal));
    } catch (GypsumException e) {
      throw new UsageException(e.reason(), e);
    }
  }
}
