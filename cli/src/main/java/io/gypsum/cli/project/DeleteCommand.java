package io.gypsum.cli.project;

import java.util.stream.Collectors;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.MissingAsset;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.IncomingLinks;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.LinkPolicy;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

@Command(
    name = "rm",
    description = {
        "Delete a project, asset or version (administrators).",
        "All its contents are deleted permanently. If files of other versions are links to it,",
        "nothing is deleted without --force."})
public final class DeleteCommand implements Runnable {
  private static final int MAX_NAMED_VERSIONS = 10;

  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Mixin DeletionOptions deletion = new DeletionOptions();

  @Option(names = "--force", order = 82,
      description = "Delete even if files of other versions are links to it and become unreadable.") boolean force;

  @Parameters(paramLabel = "PROJECT[/ASSET[/VERSION]]",
      converter = Converters.ToResourceName.class,
      description = "Project, asset or version to delete.") ResourceName name;

  public DeleteCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      String contents = describeContents(client);
      // With --force and --yes, the result would not be used.
      boolean search = !force || !deletion.yes || deletion.dryRun;
      IncomingLinks links = search ? findLinks(client) : null;
      if (links != null && !force && !deletion.dryRun) {
        requireNoLinks(links);
      }
      deletion.delete(
          options.output(terminal),
          new Deletion(name, contents + (links == null ? "" : describe(links)), links),
          () -> delete(client));
    }
  }

  private void delete(GypsumClient client) {
    LinkPolicy links = force ? LinkPolicy.IGNORE : LinkPolicy.REFUSE;
    switch (name) {
      case ResourceName.OfProject(var project) -> client.removeProject(project, links);
      case ResourceName.OfAsset(var asset) -> client.removeAsset(asset, links);
      case ResourceName.OfVersion(var version) -> client.removeVersion(version, links);
    }
  }

  private IncomingLinks findLinks(GypsumClient client) {
    try {
      return switch (name) {
        case ResourceName.OfProject(var project) -> client.findLinksTo(project);
        case ResourceName.OfAsset(var asset) -> client.findLinksTo(asset);
        case ResourceName.OfVersion(var version) -> client.findLinksTo(version);
      };
    } catch (RequestFailedException e) {
      // The first request that requires an administrator: the user asked to delete, not to find links.
      throw e.withAction("delete " + name);
    }
  }

  private void requireNoLinks(IncomingLinks links) {
    if (links.versions() > 0) {
      throw GypsumException.invalid(
          "cannot delete " + name + ": it is " + linkedBy(links)
              + "; delete these versions first, or add --force");
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
          throw MissingAsset.failure(client, asset);
        }
        yield HumanText.count(versions, "version");
      }
      case ResourceName.OfVersion(var version) -> {
        if (!client.listVersions(version.projectAsset()).contains(version.version())) {
          throw GypsumException.notFound(
              "version '" + version + "' does not exist; 'gypsum ls " + version.projectAsset()
                  + "' lists the versions of the asset");
        }
        Manifest manifest = client.fetchManifest(version);
        yield HumanText.files(manifest.files().size(), manifest.ownBytes());
      }
    };
  }

  private String describe(IncomingLinks links) {
    String unknown =
        links.isComplete() || name instanceof ResourceName.OfProject
            ? ""
            : "; there may be more links to it in other versions";
    return (links.versions() == 0 ? "" : "; " + linkedBy(links)) + unknown;
  }

  private static String linkedBy(IncomingLinks links) {
    String names =
        links.filesByVersion()
            .keySet()
            .stream()
            .limit(MAX_NAMED_VERSIONS)
            .map(AssetVersion::toString)
            .collect(Collectors.joining(", "));
    return "linked by " + HumanText.count(links.files(), "file") + " of "
        + HumanText.count(links.versions(), "other version") + ", which would become unreadable: "
        + names + (links.versions() > MAX_NAMED_VERSIONS ? ", …" : "");
  }

  /**
   * The resource to delete.
   *
   * @param contents a description of the contents that are deleted with {@code name}; may be empty
   * @param links the links to it; null if they are unknown
   */
  record Deletion(ResourceName name, String contents, @Nullable IncomingLinks links) {
    String description() {
      return name + (contents.isEmpty() ? "" : " (" + contents + ")");
    }
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
     * @throws UsageException if {@code --yes} is not given and there is no terminal to ask on
     */
    void delete(Output output, Deletion deletion, Runnable action) {
      ResourceName name = deletion.name();
      if (dryRun) {
        output.done(
            json(name, false, deletion.links()), "Would delete " + deletion.description() + ".");
      } else if (yes
          || output.terminal()
              .confirm("Delete " + deletion.description() + " permanently?", "--yes")) {
        action.run();
        output.done(json(name, true, null), "Deleted " + name + ".");
      } else {
        output.done(json(name, false, null), "Cancelled; nothing was deleted.");
      }
    }

    private static JsonWritable json(
        ResourceName name, boolean deleted, @Nullable IncomingLinks links) {
      return json -> {
        json.writeStartObject();
        name.writeProperties(json);
        json.writeBooleanProperty("deleted", deleted);
        if (links != null) {
          json.writeName("links");
          writeLinks(links, json);
        }
        json.writeEndObject();
      };
    }

    private static void writeLinks(IncomingLinks links, JsonGenerator json) {
      json.writeStartObject();
      json.writeNumberProperty("version_count", links.versions());
      json.writeNumberProperty("file_count", links.files());
      json.writeBooleanProperty("complete", links.isComplete());
      json.writeName("versions").writeStartArray();
      links.filesByVersion().forEach((version, files) -> {
        json.writeStartObject();
        json.writeStringProperty("project", version.project().value());
        json.writeStringProperty("asset", version.asset().value());
        json.writeStringProperty("version", version.version().value());
        json.writeNumberProperty("files", files);
        json.writeEndObject();
      });
      json.writeEndArray();
      json.writeEndObject();
    }
  }
}
