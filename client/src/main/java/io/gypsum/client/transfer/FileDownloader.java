package io.gypsum.client.transfer;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.document.FileAddress;

/**
 * Downloads files. Each is written to a temporary file beside its destination, checked against the manifest, and renamed, so
 * that the destination is either complete or as it was before. After a failure, the temporary file of a large file (its name
 * starts with {@code ..part-}) may remain; the next download of the same file to the same place continues it. Thread-safe.
 */
public final class FileDownloader {
  /** Maximum size of a file for {@link #downloadBundle}. */
  public static final int MAX_BUNDLED_FILE_BYTES = BundleDownloader.MAX_FILE_BYTES;

  private final HttpTransport http;
  private final ServerUrl server;
  private final RandomGenerator random;
  private final SmallFileDownloader small;
  private final BundleDownloader bundles;

  /** @param random thread-safe */
  public FileDownloader(HttpTransport http, ServerUrl server, RandomGenerator random) {
    this.http = http;
    this.server = server;
    this.random = random;
    this.small = new SmallFileDownloader(http, server, random);
    this.bundles = new BundleDownloader(http, server, small);
  }

  /**
   * Downloads a file.
   *
   * @throws RequestFailedException if the bytes cannot be received or are not those of the manifest
   * @throws LocalFileException if the file cannot be written
   */
  public void download(DownloadRequest file) {
    if (file.expected().sizeBytes() <= SmallFileDownloader.MAX_BYTES) {
      small.download(file);
    } else {
      downloadLarge(file);
    }
  }

  /** Downloads a file of any size; each attempt continues the previous one, which may be that of an earlier process. */
  private void downloadLarge(DownloadRequest file) {
    ClientRequest request =
        ClientRequest.getFollowingRedirects(file.action(), server.file(file.key()));
    try (PartFile part = PartFile.open(file, random)) {
      ResumableDownload download = ResumableDownload.checkedByContent(http, request, part);
      http.retry(() -> {
        attempt(download, part);
        part.publish();
        return part;
      });
    }
  }

  private static void attempt(ResumableDownload download, PartFile part) {
    boolean resumes = part.sizeBytes() > 0;
    if (!part.hasExpectedSize()) {
      download.receiveRest();
    }
    if (resumes && !part.isCorrect()) {
      // The bytes of an earlier attempt or process are wrong or outdated, which does not count as a failed attempt.
      part.restart();
      download.receiveRest();
    }
    part.requireCorrect();
  }

  /**
   * Downloads several small files with one request, as far as the server supports that.
   *
   * @param files at least one and at most a few hundred files, none larger than {@link #MAX_BUNDLED_FILE_BYTES}
   * @param onComplete called with each file as soon as it is complete
   * @return the files that were not received; {@link #download} downloads them or fails with the reason
   * @throws RequestFailedException if no request to the server can succeed
   * @throws LocalFileException if a file cannot be written; some of the others may be complete
   */
  public Set<FileAddress> downloadBundle(
      List<DownloadRequest> files, Consumer<FileAddress> onComplete) {
    return bundles.download(files, onComplete);
  }
}
