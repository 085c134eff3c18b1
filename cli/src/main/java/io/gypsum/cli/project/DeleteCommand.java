package io.gypsum.cli.project;

import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.IncomingLinks;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "rm",
    description = {
        "Delete a project, asset or version (administrators).",
        "All its contents are deleted permanently."})
public final class DeleteCommand implements Runnable {
  private static final int MAX_NAMED_VERSIONS = 10;

  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Mixin DeletionOptions deletion = new DeletionOptions();

  @Parameters(paramLabel = "PROJECT[/ASSET[/VERSION]]",
      converter = Converters.ToResourceName.class,
      description = "Project, asset or version to delete.") ResourceName name;

  public DeleteCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      deletion.delete(
          options.output(terminal), name, describeContents(client), () -> delete(client));
    }
  }

  private void delete(GypsumClient client) {
    switch (name) {
      case ResourceName.OfProject(var project) -> client.removeProject(project);
      case ResourceName.OfAsset(var asset) -> client.removeAsset(asset);
      case ResourceName.OfVersion(var version) -> client.removeVersion(version);
    }
  }

  /**
   * Describes what would be lost, such as {@code 2 versions}.
   *
   * @throws GypsumException {@code NOT_FOUND} if the name does not exist: the server would report success
   */
  private String describeContents(GypsumClient client) {
    return switch (name) {
      case ResourceName.OfProject(var project) -> {
        long bytes = client.fetchUsage(project).totalBytes();
        int assets = client.listAssets(project).size();
        yield HumanText.count(assets, "asset") + ", " + HumanText.bytes(bytes);
      }
      case ResourceName.OfAsset(var asset) -> {
        int versions = client.listVersions(asset).size();
        if (versions == 0) {
          throw GypsumException.notFound(
              "asset '" + asset + "' does not exist; 'gypsum ls " + asset.project()
                  + "' lists the assets of the project");
        }
        yield HumanText.count(versions, "version") + links(() -> client.findLinksTo(asset));
      }
      case ResourceName.OfVersion(var version) -> {
        if (!client.listVersions(version.projectAsset()).contains(version.version())) {
          throw GypsumException.notFound(
              "version '" + version + "' does not exist; 'gypsum ls " + version.projectAsset()
                  + "' lists the versions of the asset");
        }
        Manifest manifest = client.fetchManifest(version);
        yield HumanText.files(manifest.files().size(), manifest.ownBytes())
            + links(() -> client.findLinksTo(version));
      }
    };
  }

  /** Describes the files that would be lost with their targets; searches for them only if the user can still decide. */
  private String links(Supplier<IncomingLinks> search) {
    if (deletion.yes && !deletion.dryRun) {
      return "";
    }
    IncomingLinks links = search.get();
    String unknown =
        links.isComplete() ? "" : "; there may be more links to them in other versions";
    if (links.filesByVersion().isEmpty()) {
      return unknown;
    }
    int versions = links.filesByVersion().size();
    String names =
        links.filesByVersion()
            .keySet()
            .stream()
            .limit(MAX_NAMED_VERSIONS)
            .map(AssetVersion::toString)
            .collect(Collectors.joining(", "));
    return "; linked by " + HumanText.count(links.files(), "file") + " of "
        + HumanText.count(versions, "other version") + ", which would become unreadable: " + names
        + (versions > MAX_NAMED_VERSIONS ? ", …" : "") + unknown;
  }

  /** The options, the confirmation and the report that all commands that delete share. */
  static final class DeletionOptions {
    @Option(names = {"-y", "--yes"}, order = 80,
        description = "Delete without asking for confirmation.") boolean yes;

    @Option(names = {"-n", "--dry-run"}, order = 81,
        description = "Print what would be deleted, without deleting anything.") boolean dryRun;

    /**
     * Deletes if the user confirms, and reports the result.
     *
     * @param contents what is lost with {@code name}, in words; may be empty
     * @throws UsageException if {@code --yes} is not given and there is no terminal to ask on
     */
    void delete(Output output, ResourceName name, String contents, Runnable deletion) {
      String description = name + (contents.isEmpty() ? "" : " (" + contents + ")");
      if (dryRun) {
        output.done(json(name, false), "Would delete " + description + ".");
      } else if (yes
          || output.terminal().confirm("Delete " + description + " permanently?", "--yes")) {
        deletion.run();
        output.done(json(name, true), "Deleted " + name + ".");
      } else {
        output.done(json(name, false), "Cancelled; nothing was deleted.");
      }
    }

    private static JsonWritable json(ResourceName name, boolean deleted) {
      return json -> {
        json.writeStartObject();
        name.writeProperties(json);
        json.writeBooleanProperty("deleted", deleted);
        json.writeEndObject();
      };
    }
  }
}
