package io.gypsum.cli.index;

import io.gypsum.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "index",
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes and keeps the SQLite files in which metadata is searched.")
public final class IndexCommand {
  private IndexCommand() {}

  public static CommandLine in(Terminal terminal) {
    return new CommandLine(new IndexCommand())
        .addSubcommand(new FreshCommand(terminal))
        .addSubcommand(new UpdateCommand(terminal))
        .addSubcommand(new ResetCommand(terminal));
  }
}
