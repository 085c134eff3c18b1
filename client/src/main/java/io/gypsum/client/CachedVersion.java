package io.gypsum.client;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import io.gypsum.core.name.AssetVersion;

/**
 * A version in the cache.
 *
 * <pre>{@code
 * long freed = 0;
 * for (CachedVersion cached : gypsum.localCache().versions()) {
 *   freed += cached.files().sizeBytes() - cached.files().sharedBytes();
 * }
 * }</pre>
 *
 * @param files the files of the version, without documents, locks and incomplete downloads
 * @param isComplete whether the version was downloaded completely
 * @param lastUse the time of the last download or, if the file system records it, of the last access, whichever is later
 * @param clones existing directories that this client created as clones of the version
 */
public record CachedVersion(
    AssetVersion version, Totals files, boolean isComplete, Instant lastUse,
    List<Path> clones) {
  /**
   * @param count number of files
   * @param sizeBytes total size
   * @param sharedBytes size of the files that have another name, such as links of another cached version; deleting the version
   *     does not free it
   */
  public record Totals(int count, long sizeBytes, long sharedBytes) {}
}
