package io.gypsum.cli.client;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "health",
    description = {
        "Check whether a server is ready to answer requests.",
        "If it is not, print the reason and exit with 1. Suitable for container health checks."})
public final class HealthCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  public HealthCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      client.requireReady();
      String url = client.url().toString();
      options.output(terminal)
          .print(
              json -> {
                json.writeStartObject();
                json.writeStringProperty("url", url);
                json.writeBooleanProperty("ready", true);
                json.writeEndObject();
              },
              out -> out.println(url + " is ready"));
    }
  }
}
