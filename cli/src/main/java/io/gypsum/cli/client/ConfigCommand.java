package io.gypsum.cli.client;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "config",
    description = {
        "Show the server, cache and token that the other commands use.",
        "The token itself is never printed."})
public final class ConfigCommand implements Runnable {
  private final Terminal terminal;
  private final String version;

  @Mixin ClientOptions options = new ClientOptions();

  /** @param version the version of the command */
  public ConfigCommand(Terminal terminal, String version) {
    this.terminal = terminal;
    this.version = version;
  }

  @Override
  public void run() {
    String url;
    String cache;
    String token;
    try (GypsumClient client = options.client(terminal)) {
      url = client.url().toString();
      cache = client.cacheDirectory().toString();
      token = options.describeCredential(terminal, client);
    }
    boolean offline = options.isOffline(terminal);
    String java = Runtime.version().toString();
    options.output(terminal)
        .print(
            json -> {
              json.writeStartObject();
              json.writeStringProperty("url", url);
              json.writeStringProperty("cache", cache);
              json.writeStringProperty("token", token);
              json.writeBooleanProperty("offline", offline);
              json.writeStringProperty("version", version);
              json.writeStringProperty("java", java);
              json.writeEndObject();
            },
            out -> {
              out.println("url        " + url);
              out.println("cache      " + cache);
              out.println("token      " + token);
              out.println("offline    " + (offline ? "yes" : "no"));
              out.println("version    " + version);
              out.println("java       " + java);
            });
  }
}
