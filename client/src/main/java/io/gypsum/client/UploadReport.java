package io.gypsum.client;

import java.util.List;
import java.util.Set;

import io.gypsum.core.name.UserPath;

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
 * @param linkedBytes total size of the linked files, without those whose size the client does not know
 */
public record UploadReport(int sentFiles, long sentBytes, int linkedFiles, long linkedBytes) {
  static UploadReport of(List<UploadFile> files, Set<UserPath> sent) {
    int sentFiles = 0;
    long sentBytes = 0;
    long linkedBytes = 0;
    for (UploadFile file : files) {
      if (sent.contains(file.path())) {
        sentFiles++;
        sentBytes += file.knownBytes();
      } else {
        linkedBytes += file.knownBytes();
      }
    }
    return new UploadReport(sentFiles, sentBytes, files.size() - sentFiles, linkedBytes);
  }
}
