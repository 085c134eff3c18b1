package io.gypsum.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.gypsum.client.CachedFileWriter.ExistingFiles;
import io.gypsum.client.CachedFileWriter.StoredFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;

/** Compares cached files with the manifest before a transfer. That may take hours, so it is a phase with its own progress. */
final class ExistingFileChecks {
  private final CacheDirectory cache;
  private final TransferListener listener;

  ExistingFileChecks(CacheDirectory cache, TransferListener listener) {
    this.cache = cache;
    this.listener = listener;
  }

  /**
   * Compares the existing files of a version that are not trusted. The version need not be locked: files are replaced
   * atomically.
   *
   * @return {@code existing} with the results
   */
  ExistingFiles compare(
      AssetVersion version, List<StoredFile> files, ExistingFiles existing, int concurrency) {
    if (existing.trustsExisting() || existing.overwrite()) {
      return existing;
    }
    FileLookup lookup = new FileLookup(cache.version(version));
    List<StoredFile> found =
        files.stream()
            .filter(file -> lookup.hasSize(cache.file(file.address()), file.entry()))
            .toList();
    if (found.isEmpty()) {
      return existing;
    }
    Map<Path, Boolean> compared = new ConcurrentHashMap<>();
    listener.enters(
        TransferListener.Phase.CHECKING, version.toString(), found.size(),
        found.stream().mapToLong(file -> file.entry().sizeBytes()).sum());
    try {
      Parallel.forEach(
          found, concurrency, e -> HttpErrors.interrupted("save " + version, e),
          file -> compare(cache.file(file.address()), file.entry(), compared));
    } finally {
      listener.leaves(TransferListener.Phase.CHECKING);
    }
    return existing.withCompared(compared);
  }

  private void compare(Path file, ManifestEntry expected, Map<Path, Boolean> compared) {
    try {
      compared.put(file, FileChecksum.of(file, listener::checks).md5().equals(expected.md5()));
    } catch (LocalFileException e) {
      // Deleted meanwhile, or unreadable: the transfer handles it.
    }
  }
}
