package io.gypsum.cli.look;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.Place;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.NamesJson;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Table;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** Lists what is one level below a place. */
@Command(
    name = "ls",
    description = "Lists projects, the assets of a project, the versions of an asset or the files of"
        + " a version.")
public final class LsCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(arity = "0..1", paramLabel = "PROJECT[/ASSET[/VERSION]]",
      converter = Converters.ToPlace.class,
      description = "What to look into; all projects without it.") @Nullable Place place;

  @Option(names = "--internal",
      description = "Of a version also the files that the server keeps, such as ..manifest.") boolean internal;

  public LsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    if (internal && !(place instanceof Place.OfVersion)) {
      throw new UsageException("--internal is for the files of a version: project/asset/version");
    }
    Output output = options.output(terminal);
    try (GypsumClient client = options.client(terminal)) {
      switch (place) {
        case null -> projects(output, client.listProjects());
        case Place.OfProject(var project) -> assets(output, project, assetsOf(client, project));
        case Place.OfAsset(var asset) ->
            versions(output, asset, versionsOf(client, asset), client.fetchLatest(asset));
        case Place.OfVersion(var version) ->
            files(output, client.fetchManifest(version), internalOf(client, version));
      }
    }
  }

  private static List<AssetName> assetsOf(GypsumClient client, ProjectName project) {
    List<AssetName> assets = client.listAssets(project);
    if (assets.isEmpty()) {
      // No project and one without assets are listed alike; only a project has permissions.
      var _ = client.fetchPermissions(project);
    }
    return assets;
  }

  static List<VersionName> versionsOf(GypsumClient client, ProjectAsset asset) {
    List<VersionName> versions = client.listVersions(asset);
    if (versions.isEmpty()) {
      throw GypsumException.notFound(
          "'" + asset.project() + "' has no asset '" + asset.asset() + "'; 'gypsum ls "
              + asset.project() + "' shows which it has");
    }
    return versions;
  }

  /** Their names alone: only a manifest knows sizes, and they are not in it. */
  private List<String> internalOf(GypsumClient client, AssetVersion version) {
    return internal
        ? client.listFiles(version, "", true)
            .stream()
            .filter(path -> path.startsWith("..") || path.contains("/.."))
            .toList()
        : List.of();
  }

  private static void projects(Output output, List<ProjectName> projects) {
    output.print(
        json -> {
          json.writeStartArray();
          for (ProjectName project : projects) {
            json.writeStartObject();
            json.writeStringProperty("project", project.value());
            json.writeEndObject();
          }
          json.writeEndArray();
        },
        out -> projects.forEach(out::println));
  }

  private static void assets(Output output, ProjectName project, List<AssetName> assets) {
    output.print(
        json -> {
          json.writeStartArray();
          for (AssetName asset : assets) {
            json.writeStartObject();
            json.writeStringProperty("project", project.value());
            json.writeStringProperty("asset", asset.value());
            json.writeEndObject();
          }
          json.writeEndArray();
        },
        out -> assets.forEach(out::println));
  }

  private static void versions(
      Output output, ProjectAsset asset, List<VersionName> versions,
      Optional<VersionName> latest) {
    output.print(
        json -> {
          json.writeStartArray();
          for (VersionName version : versions) {
            json.writeStartObject();
            NamesJson.write(json, new AssetVersion(asset.project(), asset.asset(), version));
            json.writeBooleanProperty("latest", latest.filter(version::equals).isPresent());
            json.writeEndObject();
          }
          json.writeEndArray();
        },
        out -> {
          Table table = new Table("VERSION", "");
          for (VersionName version : versions) {
            table.add(version.value(), latest.filter(version::equals).isPresent() ? "latest" : "");
          }
          table.printTo(out);
        });
  }

  private static void files(Output output, Manifest manifest, List<String> internal) {
    output.print(
        json -> {
          json.writeStartArray();
          manifest.files().forEach((path, entry) -> file(json, path, entry));
          for (String path : internal) {
            json.writeStartObject();
            json.writeStringProperty("path", path);
            json.writeEndObject();
          }
          json.writeEndArray();
        },
        out -> {
          Table table = new Table("SIZE", "MD5", "PATH", "");
          for (Map.Entry<UserPath, ManifestEntry> file : manifest.files().entrySet()) {
            ManifestEntry entry = file.getValue();
            table.add(
                String.valueOf(entry.sizeBytes()), entry.md5().toString(), file.getKey().value(),
                entry.link() == null ? "" : "-> " + entry.link().target());
          }
          internal.forEach(path -> table.add("", "", path, ""));
          table.printTo(out);
        });
  }

  private static void file(JsonGenerator json, UserPath path, ManifestEntry entry) {
    json.writeStartObject();
    json.writeStringProperty("path", path.value());
    json.writeNumberProperty("size", entry.sizeBytes());
    json.writeStringProperty("md5sum", entry.md5().toString());
    if (entry.link() != null) {
      json.writeName("link");
      entry.link().writeTo(json);
    }
    json.writeEndObject();
  }
}
