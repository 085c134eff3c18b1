package io.gypsum.cli;

import java.time.InstantSource;
import java.util.List;

import io.gypsum.cli.account.AccountCommand;
import io.gypsum.cli.backup.BackupCommand;
import io.gypsum.cli.backup.ImportCommand;
import io.gypsum.cli.completion.CompletionCommand;
import io.gypsum.cli.config.ConfigCommand;
import io.gypsum.cli.index.IndexCommand;
import io.gypsum.cli.look.LogCommand;
import io.gypsum.cli.look.LsCommand;
import io.gypsum.cli.look.ShowCommand;
import io.gypsum.cli.metadata.ValidateCommand;
import io.gypsum.cli.project.ApproveCommand;
import io.gypsum.cli.project.CreateCommand;
import io.gypsum.cli.project.PermissionsCommand;
import io.gypsum.cli.project.QuotaCommand;
import io.gypsum.cli.project.RefreshCommand;
import io.gypsum.cli.project.RejectCommand;
import io.gypsum.cli.project.RemoveCommand;
import io.gypsum.cli.project.UnlockCommand;
import io.gypsum.cli.quickstart.Quickstart;
import io.gypsum.cli.search.SearchCommand;
import io.gypsum.cli.serve.ServeCommand;
import io.gypsum.cli.signin.LoginCommand;
import io.gypsum.cli.signin.LogoutCommand;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.transfer.CloneCommand;
import io.gypsum.cli.transfer.GetCommand;
import io.gypsum.cli.transfer.PutCommand;
import io.gypsum.cli.verify.VerifyCommand;
import picocli.CommandLine;

/** All subcommands. Each is made only when it is needed: their models would take most of the time of a start. */
final class Commands {
  /** In the order of the help. */
  static final List<String> NAMES =
      List.of(
          "quickstart", "ls", "show", "log", "search", "get", "put", "clone", "create",
          "permissions",
          "approve",
          "reject", "quota", "refresh", "unlock", "rm", "index", "backup", "import", "verify",
          "validate", "login", "logout",
          "config", "serve", "account", "completion");

  private Commands() {}

  /** Adds what it takes to understand these arguments. */
  static void addTo(CommandLine gypsum, Terminal terminal, String... args) {
    String first = args.length == 0 ? "" : args[0];
    if (first.equals("--version") || first.equals("-V")) {
      return;
    }
    // Anything else than a subcommand gets the help or a hint, which need them all; so do completions.
    boolean one = NAMES.contains(first) && !first.equals("completion");
    for (String name : one ? List.of(first) : NAMES) {
      gypsum.addSubcommand(name, make(name, terminal));
    }
  }

  private static Object make(String name, Terminal terminal) {
    return switch (name) {
      case "quickstart" -> Quickstart.in(terminal, Main::run);
      case "ls" -> new LsCommand(terminal);
      case "show" -> new ShowCommand(terminal);
      case "get" -> new GetCommand(terminal);
      case "put" -> new PutCommand(terminal);
      case "create" -> new CreateCommand(terminal);
      case "permissions" -> new PermissionsCommand(terminal);
      case "approve" -> new ApproveCommand(terminal);
      case "clone" -> new CloneCommand(terminal);
      case "quota" -> new QuotaCommand(terminal);
      case "refresh" -> RefreshCommand.in(terminal);
      case "unlock" -> new UnlockCommand(terminal);
      case "rm" -> new RemoveCommand(terminal);
      case "reject" -> new RejectCommand(terminal);
      case "validate" -> new ValidateCommand(terminal);
      case "verify" -> new VerifyCommand(terminal);
      case "log" -> new LogCommand(terminal, InstantSource.system());
      case "index" -> IndexCommand.in(terminal);
      case "backup" -> new BackupCommand(terminal);
      case "import" -> new ImportCommand(terminal);
      case "search" -> new SearchCommand(terminal);
      case "serve" -> ServeCommand.in(terminal);
      case "account" -> AccountCommand.in(terminal);
      case "config" -> new ConfigCommand(terminal, Version.number());
      case "login" -> new LoginCommand(terminal);
      case "logout" -> new LogoutCommand(terminal);
      case "completion" -> new CompletionCommand(terminal);
      default -> throw new IllegalArgumentException("no command '" + name + "'");
    };
  }
}
