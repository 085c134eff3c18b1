package io.gypsum.cli.transfer;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Table;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.UploadFile;
import io.gypsum.client.UploadReport;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Deduplication;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What an upload would do with each file if the latest version of the asset does not change.
 *
 * @param files in the order of the paths
 */
record UploadForecast(List<ForecastFile> files) {
  /** Base name of the documents that servers index for searches. */
  private static final String METADATA_NAME = "_bioconductor.json";

  /**
   * A file of the upload.
   *
   * @param target the file to which it becomes a link; null if it is sent
   */
  record ForecastFile(UserPath path, long sizeBytes, @Nullable FileAddress target) {
    boolean isMetadata() {
      return path.fileName().equals(METADATA_NAME);
    }

    void writeTo(JsonGenerator json) {
      json.writeStartObject();
      json.writeStringProperty("path", path.value());
      json.writeStringProperty("action", target == null ? "upload" : "link");
      json.writeNumberProperty("size", sizeBytes);
      json.writeBooleanProperty("metadata", isMetadata());
      if (target != null) {
        json.writeName("link");
        new Link(target, null).writeTo(json);
      }
      json.writeEndObject();
    }
  }

  /**
   * @throws GypsumException {@code NOT_FOUND} if the target of a link does not exist, since the server would refuse the link
   */
  static UploadForecast of(GypsumClient client, AssetVersion version, List<UploadFile> files) {
    Optional<Deduplication> latest = deduplication(client, version);
    Map<AssetVersion, Manifest> targets = new HashMap<>();
    List<ForecastFile> forecast = new ArrayList<>();
    for (UploadFile file : files) {
      forecast.add(switch (file) {
        case UploadFile.Simple(var path, long size, var _) -> new ForecastFile(path, size, null);
        case UploadFile.Linked(var path, var target) ->
            new ForecastFile(
                path,
                sizeBytes(
                    target, targets.computeIfAbsent(target.version(), client::fetchManifest)),
                target);
        case UploadFile.Dedup(var path, long size, var md5) ->
            new ForecastFile(
                path, size,
                latest.flatMap(existing -> existing.find(path, size, md5))
                    .map(Link::target)
                    .orElse(null));
      });
    }
    return new UploadForecast(forecast);
  }

  private static long sizeBytes(FileAddress target, Manifest manifest) {
    ManifestEntry entry = manifest.get(target.path());
    if (entry == null) {
      throw GypsumException.notFound(
          "file '" + target.path() + "' does not exist in '" + target.version() + "'; 'gypsum ls "
              + target.version() + "' lists the files");
    }
    return entry.sizeBytes();
  }

  /** Returns the rule by which the server finds duplicates; empty if the asset has no latest version. */
  private static Optional<Deduplication> deduplication(
      GypsumClient client, AssetVersion version) {
    return client.fetchLatest(version.projectAsset())
        .map(name -> new AssetVersion(version.project(), version.asset(), name))
        .map(source -> new Deduplication(source, client.fetchManifest(source)));
  }

  UploadReport report() {
    int sentFiles = 0;
    long sentBytes = 0;
    int linkedFiles = 0;
    long linkedBytes = 0;
    for (ForecastFile file : files) {
      if (file.target() == null) {
        sentFiles++;
        sentBytes += file.sizeBytes();
      } else {
        linkedFiles++;
        linkedBytes += file.sizeBytes();
      }
    }
    return new UploadReport(sentFiles, sentBytes, linkedFiles, linkedBytes);
  }

  /** Prints one line for each file of the upload, then one for each excluded file or folder. */
  void printTo(PrintStream out, ExcludedPaths excluded) {
    Table table = new Table("ACTION", "SIZE", "PATH", "");
    for (ForecastFile file : files) {
      table.add(
          file.target() == null ? "upload" : "link", HumanText.bytes(file.sizeBytes()),
          file.path().value(),
          file.target() != null ? "-> " + file.target() : file.isMetadata() ? "metadata" : "");
    }
    excluded.paths()
        .forEach(path -> table.add("exclude", "", path.path(), "by " + path.pattern()));
    table.printTo(out);
  }
}
