package io.gypsum.cli.browse;

import java.io.PrintStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

@Command(
    name = "show",
    description = {
        "Show details of a project, asset or version.",
        "A project has permissions, a quota and usage; an asset has a latest version; a version has a summary and a size."})
public final class ShowCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT[/ASSET[/VERSION]]",
      converter = Converters.ToResourceName.class,
      description = "Project, asset or version to show.") ResourceName name;

  public ShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      name.resolve(client)
          .visit(
              project -> print(ProjectView.fetch(client, project)),
              asset -> print(AssetView.fetch(client, asset)),
              version -> print(VersionView.fetch(client, version, options.isOffline(terminal))));
    }
  }

  private void print(ResourceView view) {
    options.output(terminal).print(view, view::printTo);
  }

  /** The documents about a project, asset or version. */
  private interface ResourceView extends JsonWritable {
    void printTo(PrintStream out);
  }

  private record ProjectView(
      ProjectName project, Permissions permissions, Quota quota, Usage usage)
      implements ResourceView {
    static ProjectView fetch(GypsumClient client, ProjectName project) {
      return new ProjectView(
          project, client.fetchPermissions(project), client.fetchQuota(project),
          client.fetchUsage(project));
    }

    @Override
    public void writeTo(JsonGenerator json) {
      json.writeStartObject();
      json.writeStringProperty("project", project.value());
      json.writeName("permissions");
      permissions.writeTo(json);
      json.writeName("quota");
      quota.writeTo(json);
      json.writeName("usage");
      usage.writeTo(json);
      json.writeEndObject();
    }

    @Override
    public void printTo(PrintStream out) {
      out.println("project    " + project);
      HumanText.printPermissions(permissions, out);
      out.println(
          "quota      " + HumanText.baseline(quota) + ", plus " + HumanText.growth(quota));
      out.println("usage      " + HumanText.bytes(usage.totalBytes()));
    }
  }

  private record AssetView(
      ProjectAsset asset, Optional<VersionName> latest, Map<VersionName, VersionState> versions)
      implements ResourceView {
    static AssetView fetch(GypsumClient client, ProjectAsset asset) {
      Map<VersionName, VersionState> versions = new LinkedHashMap<>();
      LsCommand.fetchSummaries(client, asset)
          .forEach((version, summary) -> versions.put(version, VersionState.of(summary)));
      return new AssetView(asset, client.fetchLatest(asset), versions);
    }

    private List<VersionName> versions(VersionState state) {
      return versions.entrySet()
          .stream()
          .filter(version -> version.getValue() == state)
          .map(Map.Entry::getKey)
          .toList();
    }

    @Override
    public void writeTo(JsonGenerator json) {
      json.writeStartObject();
      ResourceName.writeProperties(json, asset);
      json.writeStringProperty("latest", latest.map(VersionName::value).orElse(null));
      writeNames(json, "versions", versions.keySet());
      writeNames(json, "on_probation", versions(VersionState.ON_PROBATION));
      writeNames(json, "unfinished", versions(VersionState.UNFINISHED));
      json.writeEndObject();
    }

    private static void writeNames(
        JsonGenerator json, String property, Collection<VersionName> names) {
      json.writeName(property).writeStartArray();
      names.forEach(version -> json.writeString(version.value()));
      json.writeEndArray();
    }

    @Override
    public void printTo(PrintStream out) {
      out.println("asset      " + asset);
      out.println("latest     " + latest.map(VersionName::value).orElse("none"));
      String unpublished =
          Stream.of(VersionState.ON_PROBATION, VersionState.UNFINISHED)
              .filter(state -> !versions(state).isEmpty())
              .map(state -> versions(state).size() + " " + state.mark())
              .collect(Collectors.joining(", "));
      out.println(
          "versions   " + versions.size()
              + (unpublished.isEmpty() ? "" : " (" + unpublished + ")"));
    }
  }

  /**
   * The summary of a version, and totals of its manifest.
   *
   * @param latest null if it is unknown, since the client is offline
   */
  private record VersionView(
      AssetVersion version, @Nullable Boolean latest, Summary summary, Totals totals)
      implements ResourceView {
    /**
     * @param links number of files that are links
     * @param sizeBytes total size, including the files that links refer to
     * @param storedBytes total size of the files that are not links
     */
    private record Totals(int files, int links, long sizeBytes, long storedBytes) {
      static Totals of(Manifest manifest) {
        int links = 0;
        long sizeBytes = 0;
        for (ManifestEntry entry : manifest.files().values()) {
          links += entry.isLink() ? 1 : 0;
          sizeBytes += entry.sizeBytes();
        }
        return new Totals(manifest.files().size(), links, sizeBytes, manifest.ownBytes());
      }
    }

    static VersionView fetch(GypsumClient client, AssetVersion version, boolean offline) {
      Summary summary = client.fetchSummary(version);
      Totals totals = Totals.of(client.fetchManifest(version));
      // The latest version is never cached, but the summary and the manifest of a published version are.
      Boolean latest =
          offline
              ? null
              : client.fetchLatest(version.projectAsset())
                  .filter(version.version()::equals)
                  .isPresent();
      return new VersionView(version, latest, summary, totals);
    }

    @Override
    public void writeTo(JsonGenerator json) {
      json.writeStartObject();
      ResourceName.writeProperties(json, version);
      if (latest == null) {
        json.writeName("latest").writeNull();
      } else {
        json.writeBooleanProperty("latest", latest);
      }
      json.writeName("summary");
      summary.writeTo(json);
      json.writeNumberProperty("files", totals.files());
      json.writeNumberProperty("links", totals.links());
      json.writeNumberProperty("size", totals.sizeBytes());
      json.writeNumberProperty("stored", totals.storedBytes());
      json.writeEndObject();
    }

    @Override
    public void printTo(PrintStream out) {
      out.println("version    " + version + (Boolean.TRUE.equals(latest) ? "  (latest)" : ""));
      out.println("state      " + state());
      out.println(
          "uploaded   by " + summary.uploadUserId() + ", started "
              + Timestamps.format(summary.uploadStart())
              + (summary.uploadFinish() == null
                  ? ""
                  : ", finished " + Timestamps.format(summary.uploadFinish())));
      out.println(
          "files      " + totals.files() + " ("
              + HumanText.count(totals.links(), "link") + ")");
      out.println(
          "size       " + HumanText.bytes(totals.sizeBytes()) + " ("
              + HumanText.bytes(totals.storedBytes()) + " stored in this version)");
    }

    private String state() {
      if (!summary.isFinished()) {
        return "upload in progress";
      }
      return summary.isOnProbation()
          ? "on probation; owners approve or reject it with 'gypsum approve' or 'gypsum reject'"
          : "published";
    }
  }
}
