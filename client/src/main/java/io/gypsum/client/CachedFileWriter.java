package io.gypsum.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
import io.gypsum.core.document.ManifestEntry;

/** Makes single files of the cache; the caller holds the lock of their version. */
final class CachedFileWriter {
  private static final DownloadBatches.Sizes<VersionContents.Own> SIZES =
      new DownloadBatches.Sizes<>(file -> file.entry().sizeBytes(), FileDownloader.MAX_TOGETHER_BYTES);

  private final CacheDirectory cache;
  private final FileDownloader fetch;
  private final TransferListener listener;

  CachedFileWriter(CacheDirectory cache, FileDownloader fetch, TransferListener listener) {
    this.cache = cache;
    this.fetch = fetch;
    this.listener = listener;
  }

  /**
   * When a file that is there is good enough.
   *
   * @param trusted whether it is if it is there at all; otherwise it is looked into
   * @param overwrite never
   */
  record How(boolean trusted, boolean overwrite) {
    boolean isDone(Path file, ManifestEntry expected) {
      return !overwrite && (trusted ? Files.exists(file) : FileChecksum.matches(file, expected));
    }
  }

  /** Fetches what has to be fetched, small files several at a time. */
  void fetch(String asked, List<VersionContents.Own> files, How how, int concurrency) {
    DownloadBatches.fetch(
        asked, files, concurrency, SIZES, batch -> fetchTogether(batch, how),
        file -> fetch(file, how));
  }

  void fetch(VersionContents.Own file, How how) {
    Path place = cache.file(file.address());
    make(
        file.address().toString(), place, file.entry(), how,
        () -> {
          fetch.fetch(wanted(file, place));
          listener.finishes(file.address().toString());
        });
  }

  private DownloadRequest wanted(VersionContents.Own file, Path place) {
    return new DownloadRequest(
        file.address(), file.address().key(), file.entry(), place, true, listener::moves);
  }

  /** Gives back those that did not come, and those that another thread is making: they can be waited for one by one. */
  private List<VersionContents.Own> fetchTogether(List<VersionContents.Own> files, How how) {
    Map<FileAddress, FileMutex> held = new HashMap<>();
    List<VersionContents.Own> left = new ArrayList<>();
    List<VersionContents.Own> missing = new ArrayList<>();
    try {
      for (VersionContents.Own file : files) {
        Path place = cache.file(file.address());
        FileMutex mutex = FileMutex.tryAcquire(place);
        if (mutex == null) {
          left.add(file);
        } else {
          held.put(file.address(), mutex);
          if (!how.isDone(place, file.entry())) {
            missing.add(file);
          }
        }
      }
      left.addAll(fetchTogether(missing, held));
      return left;
    } finally {
      held.values().forEach(FileMutex::close);
    }
  }

  /** Whoever waits for one of the files gets it as soon as it is there. */
  private List<VersionContents.Own> fetchTogether(
      List<VersionContents.Own> missing, Map<FileAddress, FileMutex> held) {
    if (missing.size() <= 1) {
      return missing;
    }
    Set<FileAddress> left =
        fetch.fetchTogether(
            missing.stream().map(file -> wanted(file, cache.file(file.address()))).toList(),
            file -> {
              listener.finishes(file.toString());
              FileMutex mutex = held.remove(file);
              if (mutex != null) {
                mutex.close();
              }
            });
    return missing.stream().filter(file -> left.contains(file.address())).toList();
  }

  /** Its source is there. */
  void link(VersionContents.Linked file, How how) {
    Path place = cache.file(file.address());
    make(
        file.address().toString(), place, file.entry(), how,
        () -> {
          LinkedFile.make(cache.file(file.source()), place);
          listener.finishes(file.address().toString());
        });
  }

  private static void make(
      String name, Path place, ManifestEntry expected, How how, Runnable making) {
    try (FileMutex mutex = FileMutex.acquire(place)) {
      if (!how.isDone(place, expected)) {
        making.run();
      }
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("save " + name, e);
    }
  }
}
