package io.gypsum.cli;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;

import io.gypsum.cli.browse.DiffCommand;
import io.gypsum.cli.browse.LogCommand;
import io.gypsum.cli.browse.LsCommand;
import io.gypsum.cli.browse.OpenCommand;
import io.gypsum.cli.browse.SearchCommand;
import io.gypsum.cli.browse.ShowCommand;
import io.gypsum.cli.browse.UrlCommand;
import io.gypsum.cli.browse.ValidateCommand;
import io.gypsum.cli.cache.CacheCommand;
import io.gypsum.cli.client.ConfigCommand;
import io.gypsum.cli.client.HealthCommand;
import io.gypsum.cli.client.SignInCommands;
import io.gypsum.cli.client.WhoAmICommand;
import io.gypsum.cli.project.CreateCommand;
import io.gypsum.cli.project.DeleteCommand;
import io.gypsum.cli.project.PermissionsCommand;
import io.gypsum.cli.project.ProbationCommands;
import io.gypsum.cli.project.QuotaCommand;
import io.gypsum.cli.project.RefreshCommand;
import io.gypsum.cli.project.UnlockCommand;
import io.gypsum.cli.quickstart.QuickstartCommand;
import io.gypsum.cli.serve.AccountCommand;
import io.gypsum.cli.serve.AuditCommand;
import io.gypsum.cli.serve.BackupServerCommand;
import io.gypsum.cli.serve.ServeCommand;
import io.gypsum.cli.store.CopyCommands;
import io.gypsum.cli.store.IndexCommand;
import io.gypsum.cli.store.PurgeCommand;
import io.gypsum.cli.store.VerifyCommand;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.transfer.CloneCommand;
import io.gypsum.cli.transfer.GetCommand;
import io.gypsum.cli.transfer.PutCommand;
import picocli.CommandLine;

/**
 * The list of all subcommands. To add one, add its name to {@link #NAMES} and its class to {@link #create}. A subcommand is
 * created only when it is needed, since building the picocli models of all of them would dominate the start-up time.
 */
final class CommandList {
  /** In the order in which the help lists them. */
  static final List<String> NAMES =
      List.of(
          "quickstart", "ls", "show", "log", "diff", "search", "url", "open", "get", "put",
          "clone", "create", "permissions", "approve", "reject", "quota", "refresh", "unlock", "rm",
          "index", "backup", "import", "verify", "purge", "validate", "login", "logout", "whoami",
          "cache", "config", "health", "serve", "account", "audit", "backup-server", "completion");

  /** The commands that do not use a server as a client. The log of a server or a store is part of their output. */
  private static final Set<String> LOCAL =
      Set.of(
          "quickstart", "index", "backup", "import", "verify", "purge", "validate", "config",
          "cache",
          "serve", "account", "audit", "backup-server", "completion");

  private CommandList() {}

  /** Returns whether the command sends requests to a server. */
  static boolean usesServer(String... args) {
    return args.length > 0 && NAMES.contains(args[0]) && !LOCAL.contains(args[0]);
  }

  /** Adds the subcommands that are needed to parse {@code args}. */
  static void addTo(CommandLine gypsum, Terminal terminal, String... args) {
    String first = args.length == 0 ? "" : args[0];
    if (first.equals("--version") || first.equals("-V")) {
      return;
    }
    // The help, a suggestion for a misspelled command and a completion script list all commands.
    boolean needsOne = NAMES.contains(first) && !first.equals("completion");
    for (String name : needsOne ? List.of(first) : NAMES) {
      gypsum.addSubcommand(name, create(name, terminal));
    }
  }

  private static Object create(String name, Terminal terminal) {
    return switch (name) {
      case "quickstart" -> QuickstartCommand.create(terminal, Main::run);
      case "ls" -> new LsCommand(terminal);
      case "show" -> new ShowCommand(terminal);
      case "log" -> new LogCommand(terminal, InstantSource.system());
      case "diff" -> new DiffCommand(terminal);
      case "search" -> new SearchCommand(terminal, InstantSource.system());
      case "url" -> new UrlCommand(terminal);
      case "open" -> new OpenCommand(terminal);
      case "get" -> new GetCommand(terminal);
      case "put" -> new PutCommand(terminal);
      case "clone" -> new CloneCommand(terminal);
      case "create" -> new CreateCommand(terminal);
      case "permissions" -> new PermissionsCommand(terminal);
      case "approve" -> new ProbationCommands.ApproveCommand(terminal);
      case "reject" -> new ProbationCommands.RejectCommand(terminal);
      case "quota" -> new QuotaCommand(terminal);
      case "refresh" -> RefreshCommand.create(terminal);
      case "unlock" -> new UnlockCommand(terminal);
      case "rm" -> new DeleteCommand(terminal);
      case "index" -> IndexCommand.create(terminal);
      case "backup" -> new CopyCommands.BackupCommand(terminal);
      case "import" -> new CopyCommands.ImportCommand(terminal);
      case "verify" -> new VerifyCommand(terminal);
      case "purge" -> new PurgeCommand(terminal);
      case "validate" -> new ValidateCommand(terminal);
      case "login" -> new SignInCommands.LoginCommand(terminal);
      case "logout" -> new SignInCommands.LogoutCommand(terminal);
      case "whoami" -> new WhoAmICommand(terminal);
      case "cache" -> CacheCommand.create(terminal);
      case "config" -> new ConfigCommand(terminal, Main.VersionProvider.number());
      case "health" -> new HealthCommand(terminal);
      case "serve" -> ServeCommand.create(terminal);
      case "account" -> AccountCommand.create(terminal);
      case "audit" -> new AuditCommand(terminal, InstantSource.system());
      case "backup-server" -> new BackupServerCommand(terminal);
      case "completion" -> new CompletionCommand(terminal);
      default -> throw new IllegalArgumentException("unknown command '" + name + "'");
    };
  }
}
