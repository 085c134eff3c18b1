package io.gypsum.cli.account;

import io.gypsum.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The local accounts of a server; changes count at once, whether servers run or not. */
@Command(name = "account", synopsisSubcommandLabel = "COMMAND",
    description = "Manages the local accounts of a server (serve --identity local).")
public final class AccountCommand {
  private AccountCommand() {}

  public static CommandLine in(Terminal terminal) {
    return new CommandLine(new AccountCommand())
        .addSubcommand(new AddCommand(terminal))
        .addSubcommand(new ListCommand(terminal))
        .addSubcommand(new RemoveCommand(terminal))
        .addSubcommand(new RotateCommand(terminal));
  }
}
