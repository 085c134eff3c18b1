package io.gypsum.cli.browse;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.FileReference;
import io.gypsum.cli.argument.ListTarget;
import io.gypsum.cli.argument.MissingAsset;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Table;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
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

@Command(
    name = "ls",
    description = "List projects, assets, versions or files.")
public final class LsCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(arity = "0..1", paramLabel = "PROJECT[/ASSET[/VERSION[:FOLDER/]]]",
      converter = Converters.ToListTarget.class,
      description = "Project, asset, version, or folder of a version to list (default: all projects).") @Nullable ListTarget target;

  @Option(names = {"-l", "--long"},
      description = "Print exact sizes in bytes instead of rounded ones.") boolean exactSizes;

  @Option(names = "--internal",
      description = "Include internal files such as ..manifest; for versions only.") boolean internal;

  public LsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    ResourceName name = target == null ? null : target.name();
    FileReference files = target == null ? null : target.files();
    if (internal && !(name instanceof ResourceName.OfVersion)) {
      throw new UsageException("--internal requires a version: PROJECT/ASSET/VERSION");
    }
    Output output = options.output(terminal);
    try (GypsumClient client = options.client(terminal)) {
      if (files != null) {
        printFiles(output, selectFiles(client, files), List.of());
        return;
      }
      if (name == null) {
        printProjects(output, client.listProjects());
        return;
      }
      name.resolve(client)
          .visit(
              project -> printAssets(output, project, listAssets(client, project)),
              asset -> printVersions(
                  output, asset, fetchSummaries(client, asset), client.fetchLatest(asset)),
              version -> printFiles(
                  output, client.fetchManifest(version).files(),
                  listInternalFiles(client, version)));
    }
  }

  private static List<AssetName> listAssets(GypsumClient client, ProjectName project) {
    List<AssetName> assets = client.listAssets(project);
    if (assets.isEmpty()) {
      // The listing of a project that does not exist is empty too, but fetching its permissions fails.
      var _ = client.fetchPermissions(project);
    }
    return assets;
  }

  /** @throws GypsumException {@code NOT_FOUND} if there are none */
  static Map<VersionName, Optional<Summary>> fetchSummaries(
      GypsumClient client, ProjectAsset asset) {
    Map<VersionName, Optional<Summary>> versions = client.fetchSummaries(asset);
    if (versions.isEmpty()) {
      throw MissingAsset.failure(client, asset);
    }
    return versions;
  }

  /** @throws GypsumException {@code NOT_FOUND} if the version has no such folder or file */
  private static Map<UserPath, ManifestEntry> selectFiles(
      GypsumClient client, FileReference reference) {
    AssetVersion version = reference.resolve(client);
    String path = Objects.requireNonNull(reference.path()).value();
    Map<UserPath, ManifestEntry> selected = new TreeMap<>();
    client.fetchManifest(version).files().forEach((file, entry) -> {
      boolean isFile = !reference.isFolder() && file.value().equals(path);
      if (isFile || file.value().startsWith(path + "/")) {
        selected.put(file, entry);
      }
    });
    if (selected.isEmpty()) {
      throw GypsumException.notFound(
          (reference.isFolder() ? "folder '" : "file or folder '") + Printable.value(path)
              + "' does not exist in '" + version + "'; 'gypsum ls " + version
              + "' lists the files");
    }
    return selected;
  }

  /** Returns paths only: internal files are not in the manifest, which contains the sizes. */
  private List<String> listInternalFiles(GypsumClient client, AssetVersion version) {
    return internal
        ? client.listFiles(version)
            .stream()
            .filter(path -> path.startsWith("..") || path.contains("/.."))
            .toList()
        : List.of();
  }

  private static void printProjects(Output output, List<ProjectName> projects) {
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

  private static void printAssets(Output output, ProjectName project, List<AssetName> assets) {
    output.print(
        json -> {
          json.writeStartArray();
          for (AssetName asset : assets) {
            json.writeStartObject();
            ResourceName.writeProperties(json, new ProjectAsset(project, asset));
            json.writeEndObject();
          }
          json.writeEndArray();
        },
        out -> assets.forEach(out::println));
  }

  private static void printVersions(
      Output output, ProjectAsset asset, Map<VersionName, Optional<Summary>> versions,
      Optional<VersionName> latest) {
    output.print(
        json -> {
          json.writeStartArray();
          versions.forEach((version, summary) -> {
            json.writeStartObject();
            ResourceName.writeProperties(
                json, new AssetVersion(asset.project(), asset.asset(), version));
            json.writeBooleanProperty("latest", latest.filter(version::equals).isPresent());
            json.writeStringProperty("state", VersionState.of(summary).code());
            json.writeEndObject();
          });
          json.writeEndArray();
        },
        out -> {
          Table table = new Table("VERSION", "");
          versions.forEach(
              (version, summary) -> table.add(
                  version.value(),
                  latest.filter(version::equals).isPresent()
                      ? "latest"
                      : VersionState.of(summary).mark()));
          table.printTo(out);
        });
  }

  private void printFiles(
      Output output, Map<UserPath, ManifestEntry> files, List<String> internal) {
    output.print(
        json -> {
          json.writeStartArray();
          files.forEach((path, entry) -> writeFile(json, path, entry));
          for (String path : internal) {
            json.writeStartObject();
            json.writeStringProperty("path", path);
            json.writeEndObject();
          }
          json.writeEndArray();
        },
        out -> {
          Table table = new Table("SIZE", "MD5", "PATH", "");
          for (Map.Entry<UserPath, ManifestEntry> file : files.entrySet()) {
            ManifestEntry entry = file.getValue();
            table.add(
                exactSizes
                    ? String.valueOf(entry.sizeBytes())
                    : HumanText.bytes(entry.sizeBytes()),
                entry.md5().toString(), file.getKey().value(),
                entry.link() == null ? "" : "-> " + entry.link().target());
          }
          internal.forEach(path -> table.add("", "", path, ""));
          table.printTo(out);
        });
  }

  private static void writeFile(JsonGenerator json, UserPath path, ManifestEntry entry) {
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
