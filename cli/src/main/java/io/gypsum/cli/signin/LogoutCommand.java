package io.gypsum.cli.signin;

import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "logout",
    description = "Deletes the token that login keeps, for all gypsum clients of this user.")
public final class LogoutCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  public LogoutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Output output = options.output(terminal);
    try (GypsumClient client = options.client(terminal)) {
      boolean there = client.signIn().forget();
      output.done(
          json -> {
            json.writeStartObject();
            json.writeBooleanProperty("deleted", there);
            json.writeEndObject();
          },
          there
              ? "Signed out; to end the token itself, revoke gypsum in GitHub's settings."
              : "Nobody was signed in.");
    }
  }
}
