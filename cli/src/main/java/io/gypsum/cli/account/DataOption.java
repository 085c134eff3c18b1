package io.gypsum.cli.account;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import io.gypsum.cli.terminal.SettingsOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.core.GypsumException;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.settings.Options;
import io.gypsum.server.settings.SettingsReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose accounts: those of the server with the same {@code --data} or {@code --config}. */
final class DataOption {
  @Option(names = "--data", paramLabel = "DIR",
      description = "The server's data directory; also GYPSUM_DATA. Default: as serve.") @Nullable String data;

  @Option(names = "--config", paramLabel = "FILE",
      description = "The server's settings file, which may name its data directory.") @Nullable Path config;

  LocalAccounts accounts(Terminal terminal) {
    Map<String, List<String>> flags =
        data == null ? Map.of() : Map.of(Options.DATA.name(), List.of(data));
    try {
      Path directory = SettingsReader.readData(SettingsOptions.sources(terminal, config, flags));
      return new LocalAccounts(DataDirectory.at(directory), InstantSource.system());
    } catch (GypsumException e) {
      throw SettingsOptions.wrongUsage(e);
    }
  }
}
