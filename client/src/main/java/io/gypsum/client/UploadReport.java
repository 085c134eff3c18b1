package io.gypsum.client;

import java.util.List;
import java.util.Set;

import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * The result of an upload, including what earlier, interrupted runs of the same upload sent.
 *
 * <pre>{@code
 * UploadReport report = gypsum.uploadDirectory(newVersion, Path.of("counts"));
 * String message = report.sentFiles() + " files sent, " + report.linkedFiles() + " became links";
 * }</pre>
 *
 * @param sentFiles number of files that were sent
 * @param sentBytes total size of the files that were sent
 * @param linkedFiles number of files that the server stored as links
 * @param linkedBytes total size of the linked files; without those that the client requested as links if the manifest of the
 *     new version could not be read
 */
public record UploadReport(int sentFiles, long sentBytes, int linkedFiles, long linkedBytes) {
  /** @param manifest the manifest of the new version, which contains the sizes of requested links; null if unknown */
  static UploadReport of(
      List<UploadFile> files, Set<UserPath> sent, @Nullable Manifest manifest) {
    int sentFiles = 0;
    long sentBytes = 0;
    long linkedBytes = 0;
    for (UploadFile file : files) {
      if (sent.contains(file.path())) {
        sentFiles++;
        sentBytes += file.knownBytes();
      } else {
        ManifestEntry entry = manifest == null ? null : manifest.get(file.path());
        linkedBytes += entry == null ? file.knownBytes() : entry.sizeBytes();
      }
    }
    return new UploadReport(sentFiles, sentBytes, files.size() - sentFiles, linkedBytes);
  }
}
