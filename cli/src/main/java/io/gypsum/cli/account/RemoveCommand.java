package io.gypsum.cli.account;

import io.gypsum.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "remove", description = "Removes an account; its token ends at once.")
final class RemoveCommand implements Runnable {
  private final Terminal terminal;

  @Mixin DataOption data = new DataOption();

  @Parameters(paramLabel = "NAME", description = "The login of the user.") String name = "";

  RemoveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    data.accounts(terminal).remove(name);
    terminal.err().println("The account " + name + " is gone and its token ended.");
  }
}
