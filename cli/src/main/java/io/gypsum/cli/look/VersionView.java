package io.gypsum.cli.look;

import java.io.PrintStream;

import io.gypsum.cli.terminal.NamesJson;
import io.gypsum.cli.terminal.Sizes;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import tools.jackson.core.JsonGenerator;

/**
 * @param links how many of the files are links
 * @param sizeBytes of all files, links as large as what they stand for
 * @param storedBytes of the files that are no links
 */
record VersionView(
    AssetVersion version, boolean latest, Summary summary, int files, int links, long sizeBytes,
    long storedBytes)
    implements View {

  static VersionView of(GypsumClient client, AssetVersion version) {
    Summary summary = client.fetchSummary(version);
    Manifest manifest = client.fetchManifest(version);
    int links = 0;
    long sizeBytes = 0;
    for (ManifestEntry entry : manifest.files().values()) {
      links += entry.isLink() ? 1 : 0;
      sizeBytes += entry.sizeBytes();
    }
    boolean latest =
        client.fetchLatest(version.projectAsset()).filter(version.version()::equals).isPresent();
    return new VersionView(
        version, latest, summary, manifest.files().size(), links, sizeBytes, manifest.ownBytes());
  }

  @Override
  public void writeTo(JsonGenerator json) {
    json.writeStartObject();
    NamesJson.write(json, version);
    json.writeBooleanProperty("latest", latest);
    json.writeName("summary");
    summary.writeTo(json);
    json.writeNumberProperty("files", files);
    json.writeNumberProperty("links", links);
    json.writeNumberProperty("size", sizeBytes);
    json.writeNumberProperty("stored", storedBytes);
    json.writeEndObject();
  }

  @Override
  public void printTo(PrintStream out) {
    out.println("version    " + version + (latest ? "  (latest)" : ""));
    out.println("state      " + state());
    out.println(
        "uploaded   by " + summary.uploadUserId() + ", begun "
            + Timestamps.format(summary.uploadStart())
            + (summary.uploadFinish() == null
                ? ""
                : ", finished " + Timestamps.format(summary.uploadFinish())));
    out.println("files      " + files + ", of which links " + links);
    out.println(
        "size       " + Sizes.bytes(sizeBytes) + ", of which stored here "
            + Sizes.bytes(storedBytes));
  }

  private String state() {
    if (!summary.isFinished()) {
      return "being uploaded";
    }
    return summary.isOnProbation()
        ? "on probation; an owner decides with 'gypsum approve' or 'gypsum reject'"
        : "published";
  }
}
