package io.gypsum.cli.project;

import io.gypsum.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "refresh",
    synopsisSubcommandLabel = "COMMAND",
    description = "Has the server count anew what it keeps in mind; for administrators.")
public final class RefreshCommand {
  private RefreshCommand() {}

  public static CommandLine in(Terminal terminal) {
    return new CommandLine(new RefreshCommand())
        .addSubcommand(new RefreshLatestCommand(terminal))
        .addSubcommand(new RefreshUsageCommand(terminal));
  }
}
