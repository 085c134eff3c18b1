package io.gypsum.cli.transfer;

import java.nio.file.Path;
import java.util.Optional;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.PrepareOptions;
import io.gypsum.client.UploadFile;
import io.gypsum.client.UploadOptions;
import io.gypsum.client.UploadReport;
import io.gypsum.core.decision.Deduplication;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.VersionName;

/** What an upload would come to, if nobody else changes the asset before. */
final class UploadForecast {
  private UploadForecast() {}

  /** Reads every file and asks the server for the asset's latest version; changes nothing. */
  static UploadReport of(
      GypsumClient client, AssetVersion version, Path directory, UploadOptions options) {
    Optional<Deduplication> latest = latestOf(client, version);
    int sentFiles = 0;
    long sentBytes = 0;
    int linkedFiles = 0;
    long linkedBytes = 0;
    PrepareOptions prepare = new PrepareOptions(options.deduplicate(), options.links());
    for (UploadFile file : client.prepareDirectoryUpload(directory, prepare)) {
      boolean linked = switch (file) {
        case UploadFile.Simple _ -> false;
        case UploadFile.Linked _ -> true;
        case UploadFile.Dedup(var path, long size, var md5) ->
            latest.flatMap(files -> files.find(path, size, md5)).isPresent();
      };
      if (linked) {
        linkedFiles++;
        linkedBytes += file.knownBytes();
      } else {
        sentFiles++;
        sentBytes += file.knownBytes();
      }
    }
    return new UploadReport(sentFiles, sentBytes, linkedFiles, linkedBytes);
  }

  /** By the server's own rule for duplicates. */
  private static Optional<Deduplication> latestOf(GypsumClient client, AssetVersion version) {
    Optional<VersionName> latest = client.fetchLatest(version.projectAsset());
    return latest
        .map(name -> new AssetVersion(version.project(), version.asset(), name))
        .map(source -> new Deduplication(source, client.fetchManifest(source)));
  }
}
