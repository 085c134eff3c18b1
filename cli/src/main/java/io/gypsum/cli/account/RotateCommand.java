package io.gypsum.cli.account;

import io.gypsum.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "rotate",
    description = "Gives an account a new token and prints it, this once; the old one ends.")
final class RotateCommand implements Runnable {
  private final Terminal terminal;

  @Mixin DataOption data = new DataOption();

  @Parameters(paramLabel = "NAME", description = "The login of the user.") String name = "";

  RotateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    TokenText.print(terminal, name, data.accounts(terminal).rotate(name));
  }
}
