package io.gypsum.cli.serve;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.gypsum.cli.log.Logging;
import io.gypsum.cli.store.Stores;
import io.gypsum.cli.terminal.SettingsOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.core.GypsumException;
import io.gypsum.server.GypsumServer;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.settings.IdentityProvider;
import io.gypsum.server.settings.ServerSettings;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a server until it is told to stop. */
@Command(
    name = "serve",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = "Runs a server until SIGTERM or SIGINT.",
    footer = {
        "",
        "Each option is also an environment variable (GYPSUM_PORT for --port) and a line of the settings"
            + " file. Secrets are never flags: --print-config shows how to give them. GYPSUM_LOG sets"
            + " the level of the log: error, warn, info, debug or trace."})
public final class ServeCommand implements Callable<Integer> {
  private final Terminal terminal;
  private @Nullable ServerFlags flags;

  @Option(names = "--config", paramLabel = "FILE",
      description = "Reads settings from FILE.") @Nullable Path config;

  @Option(names = "--print-config",
      description = "Writes a settings file that explains every option.") boolean printConfig;

  private ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  public static CommandLine in(Terminal terminal) {
    ServeCommand serve = new ServeCommand(terminal);
    CommandLine command = new CommandLine(serve);
    serve.flags = ServerFlags.addTo(command.getCommandSpec());
    return command;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (printConfig) {
      terminal.out().print(SettingsText.commentedFile());
      return 0;
    }
    ServerSettings settings = settings();
    Logging.bridge();
    hintAtFirstAccount(settings);
    GypsumServer server = GypsumServer.start(settings, Stores::openForServer);
    try (StopOnSignal signal = StopOnSignal.of(server::stop)) {
      terminal.out().println("gypsum is ready at " + server.address());
      terminal.out().flush();
      server.awaitStop();
    } finally {
      server.stop();
    }
    return 0;
  }

  private ServerSettings settings() {
    try {
      ServerFlags given = Objects.requireNonNull(flags);
      return SettingsReader.read(SettingsOptions.sources(terminal, config, given.values()));
    } catch (GypsumException e) {
      throw SettingsOptions.wrongUsage(e);
    }
  }

  private static void hintAtFirstAccount(ServerSettings settings) {
    if (settings.identity() == IdentityProvider.LOCAL) {
      DataDirectory data = DataDirectory.at(settings.data());
      if (new LocalAccounts(data, InstantSource.system()).list().isEmpty()) {
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        log.warn(
            "There are no accounts yet, so nobody can upload. Make an administrator's with:"
                + " gypsum account add NAME --admin --data {}",
            settings.data());
      }
    }
  }
}
