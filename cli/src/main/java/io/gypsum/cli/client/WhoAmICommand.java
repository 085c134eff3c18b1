package io.gypsum.cli.client;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.signin.ServerUser;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "whoami",
    description = {
        "Show the user of the access token, after the server has checked it.",
        "Without a valid token, the exit code is 4. The token itself is never printed."})
public final class WhoAmICommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  public WhoAmICommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    String url;
    String token;
    ServerUser user;
    try (GypsumClient client = options.clientOfUser(terminal)) {
      url = client.url().toString();
      user = client.signIn().fetchUser();
      token = options.describeCredential(terminal, client);
    }
    options.output(terminal)
        .print(
            json -> {
              json.writeStartObject();
              json.writeStringProperty("login", user.login());
              json.writeStringProperty("url", url);
              json.writeStringProperty("token", token);
              if (user.administrator().isPresent()) {
                json.writeBooleanProperty("administrator", user.administrator().get());
              } else {
                json.writeNullProperty("administrator");
              }
              json.writeEndObject();
            },
            out -> {
              out.println("login          " + user.login());
              out.println("url            " + url);
              out.println("token          " + token);
              out.println("administrator  " + describe(user));
            });
  }

  private static String describe(ServerUser user) {
    return user.administrator().map(yes -> yes ? "yes" : "no").orElse("unknown");
  }
}
