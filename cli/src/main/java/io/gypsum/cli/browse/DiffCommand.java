package io.gypsum.cli.browse;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.DiffTarget;
import io.gypsum.cli.argument.FileReference;
import io.gypsum.cli.argument.LatestVersion;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Table;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.ExcludeRules;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.PrepareOptions;
import io.gypsum.core.decision.VersionDiff;
import io.gypsum.core.decision.VersionDiff.FileChange;
import io.gypsum.core.decision.VersionDiff.FileTotal;
import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

@Command(
    name = "diff",
    description = {
        "Compare a version with another version or with a directory.",
        "List the files that were added, removed, changed or moved since the first version. Files are compared by size and MD5."})
public final class DiffCommand implements Callable<Integer> {
  /** The options of {@code gypsum put} with its defaults. */
  private static final PrepareOptions UPLOAD =
      PrepareOptions.DEFAULTS.withExcludes(ExcludeRules.STANDARD).withFollowOutside(false);

  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "PROJECT/ASSET/VERSION",
      converter = Converters.ToVersion.class,
      description = "Version to compare, the old side.") AssetVersion from;

  @Parameters(index = "1", arity = "0..1", paramLabel = "VERSION|DIR",
      converter = Converters.ToDiffTarget.class,
      description = "The new side: a version of the same asset, PROJECT/ASSET/VERSION, or a directory such as"
          + " ./counts (default: the latest version of the asset).") @Nullable DiffTarget to;

  @Option(names = "--exit-code",
      description = "Exit with 1 if there are differences.") boolean exitCode;

  public DiffCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The two sides. {@code directory} is null if the new side is a version; otherwise {@code version} is null. */
  private record Comparison(
      AssetVersion from, @Nullable AssetVersion version, @Nullable Path directory,
      VersionDiff diff) {}

  @Override
  public Integer call() {
    Output output = options.output(terminal);
    Comparison comparison;
    try (GypsumClient client = options.client(terminal)) {
      comparison = compare(client);
    }
    output.print(json -> write(json, comparison), out -> print(out, comparison.diff()));
    if (comparison.from().equals(comparison.version()) && !output.json()) {
      output.info(
          "'" + comparison.from()
              + "' is compared with itself; name another version or a directory.");
    }
    return exitCode && !comparison.diff().isEmpty() ? ExitCode.FAILED : ExitCode.OK;
  }

  private Comparison compare(GypsumClient client) {
    AssetVersion old = LatestVersion.resolve(client, from);
    return switch (to) {
      case DiffTarget.OfDirectory(var directory) ->
          new Comparison(old, null, directory, client.compareDirectory(old, directory, UPLOAD));
      case DiffTarget.OfAnyVersion(var version) ->
          compare(client, old, LatestVersion.resolve(client, version));
      case DiffTarget.OfVersion(var version) ->
          compare(
              client, old,
              LatestVersion.resolve(
                  client, new AssetVersion(from.project(), from.asset(), version)));
      case null ->
          compare(
              client, old,
              new FileReference(from.projectAsset(), null, null, false).resolve(client));
    };
  }

  private static Comparison compare(GypsumClient client, AssetVersion from, AssetVersion to) {
    return new Comparison(from, to, null, client.compareVersions(from, to));
  }

  private static void print(PrintStream out, VersionDiff diff) {
    if (!diff.isEmpty()) {
      Table table = new Table("CHANGE", "SIZE", "PATH", "");
      for (FileChange change : diff.changes()) {
        String size = HumanText.bytes(change.sizeBytes());
        String path = change.path().value();
        switch (change) {
          case FileChange.Added _ -> table.add("added", size, path, "");
          case FileChange.Removed _ -> table.add("removed", size, path, "");
          case FileChange.Changed changed ->
              table.add("changed", size, path, "was " + HumanText.bytes(changed.oldSizeBytes()));
          case FileChange.Moved moved ->
              table.add("moved", size, path, "from " + moved.oldPath());
        }
      }
      table.printTo(out);
    }
    out.println(summary(diff));
  }

  private static String summary(VersionDiff diff) {
    List<String> parts = new ArrayList<>();
    addTotal(parts, "added", diff.total(FileChange.Added.class));
    addTotal(parts, "removed", diff.total(FileChange.Removed.class));
    addTotal(parts, "changed", diff.total(FileChange.Changed.class));
    addTotal(parts, "moved", diff.total(FileChange.Moved.class));
    addTotal(parts, "unchanged", diff.unchanged());
    return parts.isEmpty() ? "no files" : String.join(", ", parts);
  }

  private static void addTotal(List<String> parts, String change, FileTotal total) {
    if (total.files() > 0) {
      parts.add(total.files() + " " + change + " (" + HumanText.bytes(total.bytes()) + ")");
    }
  }

  private static void write(JsonGenerator json, Comparison comparison) {
    json.writeStartObject();
    json.writeName("from");
    writeVersion(json, comparison.from());
    json.writeName("to");
    AssetVersion version = comparison.version();
    if (version == null) {
      json.writeStartObject();
      json.writeStringProperty("directory", String.valueOf(comparison.directory()));
      json.writeEndObject();
    } else {
      writeVersion(json, version);
    }
    VersionDiff diff = comparison.diff();
    json.writeName("changes").writeStartArray();
    diff.changes().forEach(change -> change.writeTo(json));
    json.writeEndArray();
    diff.writeTotals(json);
    json.writeEndObject();
  }

  private static void writeVersion(JsonGenerator json, AssetVersion version) {
    json.writeStartObject();
    ResourceName.writeProperties(json, version);
    json.writeEndObject();
  }
}
