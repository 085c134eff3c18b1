package io.gypsum.client.transfer;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.document.FileAddress;

/**
 * Fetches files, each to a temporary file beside its destination, checked against the manifest, then renamed. So the
 * destination is there whole and right, or as it was before. After a failure the temporary file of a big one may stay
 * (its name starts with {@code ..part-}): whoever fetches the same file to the same place goes on from there. Thread-safe.
 */
public final class FileDownloader {
  /** The largest that {@link #fetchTogether} takes. */
  public static final int MAX_TOGETHER_BYTES = BundleDownloader.MAX_FILE_BYTES;

  private final SmallFileDownloader small;
  private final LargeFileDownloader big;
  private final BundleDownloader bundles;

  /** @param random thread-safe */
  public FileDownloader(HttpTransport http, ServerUrl server, RandomGenerator random) {
    SmallFileWriter writer = new SmallFileWriter(random);
    this.small = new SmallFileDownloader(http, server, writer);
    this.big = new LargeFileDownloader(http, server, random);
    this.bundles = new BundleDownloader(http, server, writer);
  }

  /**
   * @throws RequestFailedException when the bytes cannot be had, or are not those of the manifest
   * @throws LocalFileException when the file cannot be written
   */
  public void fetch(DownloadRequest wanted) {
    if (wanted.expected().sizeBytes() <= SmallFileDownloader.MAX_BYTES) {
      small.fetch(wanted);
    } else {
      big.fetch(wanted);
    }
  }

  /**
   * Fetches several small files with one request, as far as the server can do that.
   *
   * @param wanted several, at most some hundred, none over {@link #MAX_TOGETHER_BYTES}
   * @param came told of each file once it is in its place
   * @return the files that did not come; {@link #fetch} gets them, or tells why not
   * @throws RequestFailedException when the server cannot be asked at all
   * @throws LocalFileException when a file cannot be written; others of them may have been by then
   */
  public Set<FileAddress> fetchTogether(List<DownloadRequest> wanted, Consumer<FileAddress> came) {
    return bundles.fetch(wanted, came);
  }
}
