package io.gypsum.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.FileMutex;
import io.gypsum.client.cache.LinkedFile;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.transfer.DownloadRequest;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.client.transfer.FileDownloader;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;

/** Writes files of the cache: downloads them, or links them to other cached files. The caller holds the version's lock. */
final class CachedFileWriter {
  private static final FileBatches.Sizes<StoredFile> SIZES =
      new FileBatches.Sizes<>(
          file -> file.entry().sizeBytes(), FileDownloader.MAX_BUNDLED_FILE_BYTES);

  private final CacheDirectory cache;
  private final FileDownloader downloader;
  private final TransferListener listener;

  CachedFileWriter(CacheDirectory cache, FileDownloader downloader, TransferListener listener) {
    this.cache = cache;
    this.downloader = downloader;
    this.listener = listener;
  }

  /** A file with an object of its own in the bucket. */
  record StoredFile(FileAddress address, ManifestEntry entry) {}

  /** @param source the file with the link's content; the ancestor if the target is a link itself */
  record LinkedEntry(FileAddress address, ManifestEntry entry, FileAddress source) {}

  /** The files of a version. */
  record VersionFiles(List<StoredFile> stored, List<LinkedEntry> linked) {
    static VersionFiles of(AssetVersion version, Manifest manifest) {
      List<StoredFile> stored = new ArrayList<>();
      List<LinkedEntry> linked = new ArrayList<>();
      manifest.files()
          .forEach(
              (path, entry) -> {
                FileAddress address = new FileAddress(version, path);
                Link link = entry.link();
                if (link == null) {
                  stored.add(new StoredFile(address, entry));
                } else {
                  linked.add(new LinkedEntry(address, entry, link.source()));
                }
              });
      return new VersionFiles(stored, linked);
    }

    /** Returns all files of the version itself. */
    List<StoredFile> own() {
      List<StoredFile> all = new ArrayList<>(stored);
      linked.forEach(link -> all.add(new StoredFile(link.address(), link.entry())));
      return all;
    }

    VersionFiles storedOnly() {
      return new VersionFiles(stored, List.of());
    }

    VersionFiles linkedOnly() {
      return new VersionFiles(List.of(), linked);
    }

    List<StoredFile> storedAndSources() {
      List<StoredFile> all = new ArrayList<>(stored);
      sources().values().forEach(all::addAll);
      return all;
    }

    /** Returns the distinct sources of the links, grouped by version, since each version has its own lock. */
    Map<AssetVersion, List<StoredFile>> sources() {
      Map<FileAddress, StoredFile> distinct = new LinkedHashMap<>();
      linked.forEach(
          link -> distinct.put(link.source(), new StoredFile(link.source(), link.entry())));
      Map<AssetVersion, List<StoredFile>> byVersion = new LinkedHashMap<>();
      distinct.forEach(
          (address, source) -> byVersion
              .computeIfAbsent(address.version(), version -> new ArrayList<>())
              .add(source));
      return byVersion;
    }
  }

  /**
   * Determines which existing files are kept.
   *
   * @param trustsExisting whether existing files are correct unless another client wrote them, so that it is sufficient to
   *     compare their sizes; otherwise their checksums are compared
   * @param overwrite whether no existing file is kept
   * @param compared whether the files that {@link ExistingFileChecks} compared are correct
   */
  record ExistingFiles(
      boolean trustsExisting, boolean overwrite, Map<Path, Boolean> compared) {
    ExistingFiles(boolean trustsExisting, boolean overwrite) {
      this(trustsExisting, overwrite, Map.of());
    }

    ExistingFiles withCompared(Map<Path, Boolean> results) {
      return new ExistingFiles(trustsExisting, overwrite, results);
    }

    /** Returns whether a file was compared and is incorrect. Another process may have replaced it since then. */
    boolean isWrong(Path file) {
      return !compared.getOrDefault(file, true);
    }

    boolean isKept(Path file, ManifestEntry expected) {
      return !overwrite
          && ((trustsExisting || compared.getOrDefault(file, false))
              ? FileChecksum.existsWithSize(file, expected)
              : FileChecksum.matches(file, expected));
    }
  }

  /** Downloads the files that do not exist, small ones several at a time. */
  void download(
      String action, List<StoredFile> files, ExistingFiles existing, int concurrency) {
    FileBatches.download(
        action, files, concurrency, SIZES, batch -> downloadTogether(batch, existing),
        file -> download(file, existing));
  }

  /** Downloads a file unless it exists. */
  void download(StoredFile file, ExistingFiles existing) {
    Path destination = cache.file(file.address());
    write(
        file.address(), destination, file.entry(), existing,
        () -> {
          downloader.download(request(file, destination));
          listener.finishes(file.address().toString());
        });
  }

  /** Links a file to its source, which must exist, unless it exists already. */
  void link(LinkedEntry file, ExistingFiles existing) {
    Path destination = cache.file(file.address());
    write(
        file.address(), destination, file.entry(), existing,
        () -> {
          LinkedFile.make(cache.file(file.source()), destination);
          listener.finishes(file.address().toString());
        });
  }

  private static void write(
      FileAddress address, Path destination, ManifestEntry expected, ExistingFiles existing,
      Runnable write) {
    try (FileMutex mutex = FileMutex.acquire(destination)) {
      if (!existing.isKept(destination, expected)) {
        write.run();
      }
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("save " + address, e);
    }
  }

  private DownloadRequest request(StoredFile file, Path destination) {
    return new DownloadRequest(
        file.address(), file.address().key(), file.entry(), destination, true, listener::moves);
  }

  /**
   * Downloads several small files with one request.
   *
   * @return the files to download one by one: those missing in the response, and those that another thread is writing
   */
  private List<StoredFile> downloadTogether(List<StoredFile> files, ExistingFiles existing) {
    Map<FileAddress, FileMutex> held = new HashMap<>();
    List<StoredFile> left = new ArrayList<>();
    List<StoredFile> missing = new ArrayList<>();
    try {
      for (StoredFile file : files) {
        Path destination = cache.file(file.address());
        FileMutex mutex = FileMutex.tryAcquire(destination);
        if (mutex == null) {
          left.add(file);
        } else {
          held.put(file.address(), mutex);
          if (!existing.isKept(destination, file.entry())) {
            missing.add(file);
          }
        }
      }
      left.addAll(downloadTogether(missing, held));
      return left;
    } finally {
      held.values().forEach(FileMutex::close);
    }
  }

  /** Releases the mutex of each file as soon as it is written, for threads that wait for the file. */
  private List<StoredFile> downloadTogether(
      List<StoredFile> missing, Map<FileAddress, FileMutex> held) {
    if (missing.size() <= 1) {
      return missing;
    }
    Set<FileAddress> left =
        downloader.downloadBundle(
            missing.stream().map(file -> request(file, cache.file(file.address()))).toList(),
            file -> {
              listener.finishes(file.toString());
              FileMutex mutex = held.remove(file);
              if (mutex != null) {
                mutex.close();
              }
            });
    return missing.stream().filter(file -> left.contains(file.address())).toList();
  }
}
