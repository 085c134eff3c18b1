package io.gypsum.cli.serve;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.gypsum.cli.store.Stores;
import io.gypsum.cli.terminal.EscapingPrintStream;
import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.GypsumException;
import io.gypsum.server.GypsumServer;
import io.gypsum.server.check.CheckResult;
import io.gypsum.server.check.ServerCheck;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.settings.IdentitySettings.IdentityProvider;
import io.gypsum.server.settings.Options;
import io.gypsum.server.settings.ServerSettings;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.server.settings.SettingsText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

@Command(
    name = "serve",
    sortOptions = false,
    abbreviateSynopsis = true,
    description = "Run a server until SIGTERM or SIGINT.",
    footer = {
        "",
        "Every option can also be set by an environment variable (GYPSUM_PORT for --port) or a line in the"
            + " settings file. Secrets have no option; --print-config shows how to set them. GYPSUM_LOG"
            + " sets the log level: error, warn, info, debug or trace."})
public final class ServeCommand implements Callable<Integer> {
  private static final String CONFIG_VARIABLE = "GYPSUM_CONFIG";

  private final Terminal terminal;
  private final Map<io.gypsum.server.settings.Option<?>, OptionSpec> flags = new HashMap<>();

  @Option(names = "--config", paramLabel = "FILE",
      description = "Read settings from FILE (default: GYPSUM_CONFIG).") @Nullable Path config;

  @Option(names = "--print-config",
      description = "Print a settings file that documents every option.") boolean printConfig;

  @Option(names = "--check",
      description = "Check settings, directories, accounts, keys, the store, schemas and addresses,"
          + " print one line per check, and exit with 1 if the server would not start. Changes"
          + " nothing; can be used while the server is running.") boolean check;

  @Option(names = "--check-port",
      description = "With --check, also check that the port is free.") boolean checkPort;

  private ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  public static CommandLine create(Terminal terminal) {
    ServeCommand serve = new ServeCommand(terminal);
    CommandLine command = new CommandLine(serve);
    serve.addFlags(command.getCommandSpec());
    return command;
  }

  /** Adds the options of the server as flags, except secrets, which other users could see in the process list. */
  private void addFlags(CommandSpec command) {
    for (io.gypsum.server.settings.Option<?> option : Options.ALL) {
      if (!option.isSecret()) {
        OptionSpec flag = flag(option);
        command.addOption(flag);
        flags.put(option, flag);
      }
    }
  }

  private static OptionSpec flag(io.gypsum.server.settings.Option<?> option) {
    String defaultValue = option.defaultValue();
    String help = defaultValue == null
        ? option.help()
        : option.help() + " Default: " + defaultValue;
    OptionSpec.Builder flag =
        OptionSpec.builder(option.flag())
            .paramLabel(option.placeholder())
            .arity("1")
            .description(help.replace("%", "%%"));
    if (option.isSwitch()) {
      // --create-bucket alone means --create-bucket=true.
      flag.arity("0..1").fallbackValue("true");
    }
    return option.isList()
        ? flag.type(List.class).auxiliaryTypes(String.class).build()
        : flag.type(String.class).build();
  }

  @Override
  public Integer call() throws InterruptedException {
    if (printConfig) {
      EscapingPrintStream.printControl(terminal.out(), SettingsText.commentedFile());
      return ExitCode.OK;
    }
    if (check) {
      return check();
    }
    if (checkPort) {
      throw new UsageException("--check-port requires --check");
    }
    ServerSettings settings = settings();
    LogConfigurator.bridgeJavaLogging();
    warnWithoutAccounts(settings);
    GypsumServer server = GypsumServer.start(settings, Stores::openForServer);
    try (StopOnSignal signal = StopOnSignal.of(server::stop)) {
      terminal.out().println("gypsum is ready at " + server.address());
      terminal.out().flush();
      server.awaitStop();
    } finally {
      server.stop();
    }
    return ExitCode.OK;
  }

  private int check() {
    List<CheckResult> results = new ArrayList<>();
    try {
      ServerSettings settings = readSettings();
      results.add(new CheckResult(CheckResult.Status.OK, "settings", "valid"));
      results.addAll(
          ServerCheck.run(settings, address -> Stores.openForReading(address, 1), checkPort));
    } catch (GypsumException e) {
      results.add(new CheckResult(CheckResult.Status.FAILED, "settings", e.reason()));
    }
    results.forEach(terminal.out()::println);
    terminal.out().flush();
    return results.stream().anyMatch(CheckResult::isFailed) ? ExitCode.FAILED : ExitCode.OK;
  }

  private ServerSettings readSettings() {
    return SettingsReader.read(settingsSources(terminal, config, givenValues()));
  }

  private ServerSettings settings() {
    try {
      return readSettings();
    } catch (GypsumException e) {
      throw new UsageException(e.reason(), e);
    }
  }

  /**
   * Returns the sources of the server's settings: flags, environment variables and the settings file.
   *
   * @param config settings file; null to use the one that {@code GYPSUM_CONFIG} names, if any
   * @param flags values by option name
   */
  static SettingsSources settingsSources(
      Terminal terminal, @Nullable Path config, Map<String, List<String>> flags) {
    String variable = terminal.environment().getOrDefault(CONFIG_VARIABLE, "").strip();
    Path file = config != null || variable.isEmpty() ? config : Path.of(variable);
    return new SettingsSources(flags, terminal.environment(), file, terminal.home());
  }

  /** Returns the values of the given flags by option name. */
  private Map<String, List<String>> givenValues() {
    Map<String, List<String>> values = new HashMap<>();
    flags.forEach((option, flag) -> {
      Object given = flag.getValue();
      if (given instanceof List<?> list) {
        values.put(option.name(), list.stream().map(String::valueOf).toList());
      } else if (given != null) {
        values.put(option.name(), List.of(given.toString()));
      }
    });
    return values;
  }

  private static void warnWithoutAccounts(ServerSettings settings) {
    if (settings.identity().provider() == IdentityProvider.LOCAL) {
      DataDirectory data = DataDirectory.at(settings.store().data());
      if (new LocalAccounts(data, InstantSource.system()).list().isEmpty()) {
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        log.warn(
            "No accounts exist, so uploads are not possible yet. Create an administrator with:"
                + " gypsum account add NAME --admin --data {}",
            settings.store().data());
      }
    }
  }
}
