package io.gypsum.cli.quickstart;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.cli.terminal.Sizes;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;

/** What a project holds, as the server tells it, and as it must add up. */
final class ClosingTable {
  private ClosingTable() {}

  /** @throws Surprise when the project's usage is not the sum of its versions' own bytes */
  static List<List<String>> of(
      GypsumClient client, ProjectName project, List<AssetVersion> versions) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("PROJECT", "VERSION", "BY", "FILES", "LINKS", "SIZE", "STORED"));
    int files = 0;
    long links = 0;
    long size = 0;
    long stored = 0;
    for (AssetVersion version : versions) {
      Manifest manifest = client.fetchManifest(version);
      List<ManifestEntry> entries = List.copyOf(manifest.files().values());
      long linked = entries.stream().filter(ManifestEntry::isLink).count();
      long bytes = entries.stream().mapToLong(ManifestEntry::sizeBytes).sum();
      rows.add(
          List.of(
              project.value(),
              version.asset() + "/" + version.version(),
              client.fetchSummary(version).uploadUserId(),
              String.valueOf(entries.size()),
              String.valueOf(linked),
              Sizes.bytes(bytes),
              Sizes.bytes(manifest.ownBytes())));
      files += entries.size();
      links += linked;
      size += bytes;
      stored += manifest.ownBytes();
    }
    long usage = client.fetchUsage(project).totalBytes();
    Surprise.unless(
        usage == stored, "the versions take " + stored + " bytes, the server counts " + usage);
    rows.add(
        List.of(
            "1 project", versions.size() + " versions", "", String.valueOf(files),
            String.valueOf(links), Sizes.bytes(size), Sizes.bytes(stored)));
    return rows;
  }
}
