package io.gypsum.cli.look;

import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import io.gypsum.cli.argument.Since;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.ChangeText;
import io.gypsum.cli.terminal.NamesJson;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.LoggedChange;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** Tells what happened on a server. */
@Command(
    name = "log",
    description = "Lists what was published and removed, oldest first; servers keep it for a week.")
public final class LogCommand implements Runnable {
  private final Terminal terminal;
  private final InstantSource clock;

  @Mixin ClientOptions options = new ClientOptions();

  @Option(names = "--since", paramLabel = "TIME",
      description = "Only what happened since then: 30m, 12h, 2d, 2030-01-31 or"
          + " 2030-01-31T12:00:00Z.") @Nullable String since;

  public LogCommand(Terminal terminal, InstantSource clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public void run() {
    Instant from = from();
    try (GypsumClient client = options.client(terminal)) {
      List<LoggedChange> changes = client.changeLog(from);
      options.output(terminal).print(json -> write(json, changes), out -> print(out, changes));
    }
  }

  private Instant from() {
    try {
      return since == null ? Instant.MIN : Since.parse(since, clock.instant());
    } catch (GypsumException e) {
      throw new UsageException("--since " + e.reason(), e);
    }
  }

  private static void print(PrintStream out, List<LoggedChange> changes) {
    for (LoggedChange change : changes) {
      out.println(Timestamps.format(change.time()) + "  " + ChangeText.of(change.change()));
    }
  }

  private static void write(JsonGenerator json, List<LoggedChange> changes) {
    json.writeStartArray();
    for (LoggedChange change : changes) {
      json.writeStartObject();
      json.writeStringProperty("time", Timestamps.format(change.time()));
      switch (change.change()) {
        case ChangeLogEntry.AddVersion(var version, var latest) ->
            version(json, "add-version", version, latest);
        case ChangeLogEntry.DeleteVersion(var version, var latest) ->
            version(json, "delete-version", version, latest);
        case ChangeLogEntry.DeleteAsset(var asset) -> {
          json.writeStringProperty("type", "delete-asset");
          NamesJson.write(json, asset);
        }
        case ChangeLogEntry.DeleteProject(var project) -> {
          json.writeStringProperty("type", "delete-project");
          json.writeStringProperty("project", project.value());
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void version(
      JsonGenerator json, String type, AssetVersion version, boolean latest) {
    json.writeStringProperty("type", type);
    NamesJson.write(json, version);
    json.writeBooleanProperty("latest", latest);
  }
}
