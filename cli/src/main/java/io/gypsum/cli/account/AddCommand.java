package io.gypsum.cli.account;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.cli.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "add", description = "Adds an account and prints its token, this once.")
final class AddCommand implements Runnable {
  private final Terminal terminal;

  @Mixin DataOption data = new DataOption();

  @Parameters(paramLabel = "NAME", description = "The login of the user.") String name = "";

  @Option(names = "--org", paramLabel = "ORG",
      description = "An organisation; repeatable.") List<String> organizations = new ArrayList<>();

  @Option(names = "--admin", description = "Lets the user do everything.") boolean administrator;

  AddCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    String token = data.accounts(terminal).add(name, organizations, administrator);
    TokenText.print(terminal, name, token);
  }
}
