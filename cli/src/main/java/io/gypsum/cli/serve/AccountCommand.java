package io.gypsum.cli.serve;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.cli.terminal.Table;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.Timestamps;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.identity.Account;
import io.gypsum.server.identity.LocalAccounts;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code gypsum account add}, {@code list}, {@code remove} and {@code rotate}. Running servers see changes at once. */
@Command(name = "account", synopsisSubcommandLabel = "COMMAND",
    description = {
        "Manage the local accounts of a server.",
        "Local accounts are used with serve --identity local."})
public final class AccountCommand {
  private AccountCommand() {}

  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new AccountCommand())
        .addSubcommand(new AddAccount(terminal))
        .addSubcommand(new ListAccounts(terminal))
        .addSubcommand(new RemoveAccount(terminal))
        .addSubcommand(new RotateToken(terminal));
  }

  @Command(name = "add",
      description = "Add an account and print its access token, which is not shown again.")
  private static final class AddAccount implements Runnable {
    private final Terminal terminal;

    @Mixin ServerDataOptions data = new ServerDataOptions();

    @Parameters(paramLabel = "NAME", description = "Login of the user.") String name = "";

    @Option(names = "--org", paramLabel = "ORG",
        description = "Organization of the user; repeatable.") List<String> organizations =
            new ArrayList<>();

    @Option(names = "--admin",
        description = "Make the user an administrator.") boolean administrator;

    AddAccount(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void run() {
      DataDirectory directory = directory(data, terminal);
      String token =
          new AuditedChange(terminal, directory, "add-account", name)
              .run(() -> accounts(directory).add(name, organizations, administrator));
      printToken(terminal, directory, name, token);
    }
  }

  @Command(name = "list", description = "List the accounts.")
  private static final class ListAccounts implements Runnable {
    private final Terminal terminal;

    @Mixin ServerDataOptions data = new ServerDataOptions();

    @Option(names = "--json", description = "Print a JSON array on stdout.") boolean json;

    ListAccounts(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void run() {
      DataDirectory directory = directory(data, terminal);
      List<Account> accounts = accounts(directory).list();
      if (json) {
        terminal.out().println(JsonOutput.text(out -> write(accounts, out)));
      } else if (accounts.isEmpty()) {
        terminal.err()
            .println(
                "No accounts in '" + directory.path()
                    + "'. Create one with 'gypsum account add NAME', or choose the data directory of your"
                    + " server with --data or --config.");
      } else {
        table(accounts).printTo(terminal.out());
      }
    }

    private static Table table(List<Account> accounts) {
      Table table = new Table("NAME", "ORGANIZATIONS", "ADMIN", "CREATED");
      for (Account account : accounts) {
        table.add(
            account.name(), String.join(" ", account.organizations()),
            account.administrator() ? "yes" : "", Timestamps.format(account.created()));
      }
      return table;
    }

    private static void write(List<Account> accounts, JsonGenerator out) {
      out.writeStartArray();
      for (Account account : accounts) {
        out.writeStartObject();
        out.writeStringProperty("name", account.name());
        out.writeName("organizations").writeStartArray();
        account.organizations().forEach(out::writeString);
        out.writeEndArray();
        out.writeBooleanProperty("administrator", account.administrator());
        out.writeStringProperty("created", Timestamps.format(account.created()));
        out.writeEndObject();
      }
      out.writeEndArray();
    }
  }

  @Command(name = "remove", description = "Remove an account and revoke its access token.")
  private static final class RemoveAccount implements Runnable {
    private final Terminal terminal;

    @Mixin ServerDataOptions data = new ServerDataOptions();

    @Parameters(paramLabel = "NAME", description = "Login of the user.") String name = "";

    @Option(names = {"-y", "--yes"},
        description = "Remove the last account or the last administrator without asking for"
            + " confirmation.") boolean yes;

    RemoveAccount(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void run() {
      DataDirectory directory = directory(data, terminal);
      LocalAccounts accounts = accounts(directory);
      if (!yes && accounts.isLast(name)) {
        String problem = "'" + name + "' is the last account or the last administrator";
        if (!terminal.isInteractive()) {
          throw new UsageException(problem + "; confirm its removal with --yes");
        }
        if (!terminal.confirm(problem + ". Remove it?", "--yes")) {
          terminal.err().println("Cancelled; nothing was removed.");
          return;
        }
      }
      new AuditedChange(terminal, directory, "remove-account", name).run(() -> {
        accounts.remove(name);
        return name;
      });
      terminal.err().println("Removed account '" + name + "' and revoked its token.");
    }
  }

  @Command(name = "rotate",
      description = "Replace the access token of an account and print the new token, which is not shown again.")
  private static final class RotateToken implements Runnable {
    private final Terminal terminal;

    @Mixin ServerDataOptions data = new ServerDataOptions();

    @Parameters(paramLabel = "NAME", description = "Login of the user.") String name = "";

    RotateToken(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void run() {
      DataDirectory directory = directory(data, terminal);
      String token =
          new AuditedChange(terminal, directory, "rotate-token", name)
              .run(() -> accounts(directory).rotate(name));
      printToken(terminal, directory, name, token);
    }
  }

  /**
   * Prints a token on stdout for programs, and an explanation on stderr for people. It contains the data directory, since a token
   * is useless for the server of another one.
   */
  private static void printToken(
      Terminal terminal, DataDirectory directory, String name, String token) {
    terminal.out().println(token);
    terminal.out().flush();
    terminal.err()
        .println(
            "This is the access token of '" + name + "' for the server with the data directory '"
                + directory.path() + "'. It is not shown again; 'gypsum account rotate " + name
                + "' creates a new one.");
  }

  private static DataDirectory directory(ServerDataOptions data, Terminal terminal) {
    return DataDirectory.at(data.directory(terminal));
  }

  private static LocalAccounts accounts(DataDirectory directory) {
    return new LocalAccounts(directory, InstantSource.system());
  }
}
