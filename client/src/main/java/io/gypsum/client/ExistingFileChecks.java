package io.gypsum.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.gypsum.client.CachedFileWriter.ExistingFiles;
import io.gypsum.client.CachedFileWriter.StoredFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.local.LocalPaths;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/** Compares cached files with the manifest before a transfer. That may take hours, so it is a phase with its own progress. */
final class ExistingFileChecks {
  /** Looking for this many files takes longer than starting a thread. */
  private static final int FILES_PER_TURN = 500;

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

  /**
   * Returns whether all files of a version exist and have the sizes of their entries. Looks for many files concurrently, since a
   * network file system answers each question with a delay.
   */
  boolean haveSizes(
      AssetVersion version, Map<UserPath, ManifestEntry> files, int concurrency) {
    Path directory = cache.version(version);
    Iterator<Map.Entry<UserPath, ManifestEntry>> rest = files.entrySet().iterator();
    AtomicBoolean have = new AtomicBoolean(true);
    int threads = Math.min(concurrency, files.size() / FILES_PER_TURN + 1);
    Parallel.forEach(
        Collections.nCopies(threads, rest), threads,
        e -> HttpErrors.interrupted("save " + version, e), shared -> {
          List<Map.Entry<UserPath, ManifestEntry>> turn = take(shared);
          while (have.get() && !turn.isEmpty()) {
            if (!turn.stream().allMatch(file -> hasSize(directory, file))) {
              have.set(false);
            }
            turn = take(shared);
          }
        });
    return have.get();
  }

  private static <T> List<T> take(Iterator<T> rest) {
    List<T> taken = new ArrayList<>();
    synchronized (rest) {
      while (rest.hasNext() && taken.size() < FILES_PER_TURN) {
        taken.add(rest.next());
      }
    }
    return taken;
  }

  private static boolean hasSize(Path directory, Map.Entry<UserPath, ManifestEntry> file) {
    return FileChecksum.hasSize(
        LocalPaths.resolve(directory, file.getKey().value()), file.getValue());
  }

  private void compare(Path file, ManifestEntry expected, Map<Path, Boolean> compared) {
    try {
      compared.put(file, FileChecksum.of(file, listener::checks).md5().equals(expected.md5()));
    } catch (LocalFileException e) {
      // Deleted meanwhile, or unreadable: the transfer handles it.
    }
  }
}
