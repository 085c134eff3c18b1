package io.gypsum.client;

import java.util.List;
import java.util.Set;

import io.gypsum.core.name.UserPath;

/**
 * What an upload came to, with what earlier runs of it had done before they were stopped.
 *
 * @param sentFiles files whose bytes were sent
 * @param linkedFiles files that the server made links of, since it had their bytes already
 * @param linkedBytes what those would have taken, as far as the upload knew
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
