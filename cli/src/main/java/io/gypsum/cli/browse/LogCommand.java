package io.gypsum.cli.browse;

import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.LoggedChange;
import io.gypsum.core.GypsumException;
import io.gypsum.core.PastTime;
import io.gypsum.core.Printable;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

@Command(
    name = "log",
    description = {
        "List published and deleted versions, oldest first.",
        "Servers keep the change log for a week by default."})
public final class LogCommand implements Runnable {
  private final Terminal terminal;
  private final InstantSource clock;

  @Mixin ClientOptions options = new ClientOptions();

  @Option(names = "--since", paramLabel = "TIME",
      description = "List only changes after TIME: 30m, 12h, 2d, 2030-01-31 or"
          + " 2030-01-31T12:00:00Z.") @Nullable String since;

  @Option(names = "--users",
      description = "Print the users who uploaded the added versions, as far as they are known. Sends one request for each version, for at most "
          + LoggedUploads.MAX_VERSIONS + " versions.") boolean users;

  public LogCommand(Terminal terminal, InstantSource clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public void run() {
    Instant from = from();
    try (GypsumClient client = options.client(terminal)) {
      List<LoggedChange> changes = client.changeLog(from);
      LoggedUploads uploads =
          users ? LoggedUploads.fetch(client, changes) : LoggedUploads.withoutUsers();
      Output output = options.output(terminal);
      output.print(
          json -> write(json, changes, uploads), out -> print(out, changes, uploads));
      if (uploads.isLimited()) {
        output.info(
            "Users are printed for the newest " + LoggedUploads.MAX_VERSIONS
                + " versions only; list fewer changes with --since.");
      }
    }
  }

  private Instant from() {
    try {
      return since == null ? Instant.MIN : PastTime.since(since, clock.instant());
    } catch (GypsumException e) {
      throw new UsageException("--since: " + e.reason(), e);
    }
  }

  private static void print(
      PrintStream out, List<LoggedChange> changes, LoggedUploads uploads) {
    for (LoggedChange change : changes) {
      String user = uploads.user(change);
      out.println(
          Timestamps.format(change.time()) + "  " + HumanText.change(change.change())
              + (user == null ? "" : ", uploaded by " + Printable.line(user)));
    }
  }

  private void write(JsonGenerator json, List<LoggedChange> changes, LoggedUploads uploads) {
    json.writeStartArray();
    for (LoggedChange change : changes) {
      json.writeStartObject();
      json.writeStringProperty("time", Timestamps.format(change.time()));
      switch (change.change()) {
        case ChangeLogEntry.AddVersion(var version, var latest) ->
            writeVersion(json, "add-version", version, latest);
        case ChangeLogEntry.DeleteVersion(var version, var latest) ->
            writeVersion(json, "delete-version", version, latest);
        case ChangeLogEntry.DeleteAsset(var asset) -> {
          json.writeStringProperty("type", "delete-asset");
          ResourceName.writeProperties(json, asset);
        }
        case ChangeLogEntry.DeleteProject(var project) -> {
          json.writeStringProperty("type", "delete-project");
          json.writeStringProperty("project", project.value());
        }
        case ChangeLogEntry.OtherChange(var type, var project, var asset, var version) -> {
          json.writeStringProperty("type", type);
          json.writeStringProperty("project", project.value());
          if (asset != null) {
            json.writeStringProperty("asset", asset.value());
          }
          if (version != null) {
            json.writeStringProperty("version", version.value());
          }
        }
      }
      if (users && change.change() instanceof ChangeLogEntry.AddVersion) {
        json.writeStringProperty("user", uploads.user(change));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeVersion(
      JsonGenerator json, String type, AssetVersion version, boolean latest) {
    json.writeStringProperty("type", type);
    ResourceName.writeProperties(json, version);
    json.writeBooleanProperty("latest", latest);
  }
}
