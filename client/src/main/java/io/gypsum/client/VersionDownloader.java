package io.gypsum.client;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.transfer.DownloadRequest;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.client.transfer.FileDownloader;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/** Brings files of a version to this machine. */
final class VersionDownloader {
  private static final DownloadBatches.Sizes<Wanted> SIZES =
      new DownloadBatches.Sizes<>(Wanted::sizeBytes, FileDownloader.MAX_TOGETHER_BYTES);

  private final FileDownloader fetch;
  private final CacheDirectory cache;
  private final TransferListener listener;

  VersionDownloader(FileDownloader fetch, CacheDirectory cache, TransferListener listener) {
    this.fetch = fetch;
    this.cache = cache;
    this.listener = listener;
  }

  /** One file of a manifest and where it shall be. */
  private record Wanted(FileAddress address, ManifestEntry entry, Path destination) {
    long sizeBytes() {
      return entry.sizeBytes();
    }
  }

  DownloadReport version(
      AssetVersion version, Manifest manifest, Path directory, boolean overwrite,
      int concurrency) {
    List<Wanted> files =
        manifest.files()
            .entrySet()
            .stream()
            .map(file -> wanted(version, file.getKey(), file.getValue(), directory))
            .toList();
    String what = "download " + version;
    listener.begins(what, files.size(), files.stream().mapToLong(Wanted::sizeBytes).sum());
    try {
      Run run = new Run(overwrite);
      DownloadBatches.fetch(what, files, concurrency, SIZES, run::fetchTogether, run::fetch);
      return report(files.size(), List.copyOf(run.fetched));
    } finally {
      listener.ends(what);
    }
  }

  void file(FileAddress address, ManifestEntry entry, Path destination, boolean overwrite) {
    new Run(overwrite).fetch(new Wanted(address, entry, destination));
  }

  private static Wanted wanted(
      AssetVersion version, UserPath path, ManifestEntry entry, Path directory) {
    return new Wanted(
        new FileAddress(version, path), entry, directory.resolve(path.value()));
  }

  /** What came of one call. */
  private final class Run {
    private final boolean overwrite;
    private final Queue<Wanted> fetched = new ConcurrentLinkedQueue<>();

    Run(boolean overwrite) {
      this.overwrite = overwrite;
    }

    void fetch(Wanted file) {
      if (!isLocal(file)) {
        fetch.fetch(request(file));
        fetched.add(file);
        listener.finishes(file.address().toString());
      }
    }

    /** Gives back those that did not come. */
    List<Wanted> fetchTogether(List<Wanted> files) {
      List<Wanted> missing = files.stream().filter(file -> !isLocal(file)).toList();
      if (missing.size() <= 1) {
        return missing;
      }
      Set<FileAddress> left =
          fetch.fetchTogether(
              missing.stream().map(VersionDownloader.this::request).toList(),
              file -> listener.finishes(file.toString()));
      List<Wanted> alone = new ArrayList<>();
      for (Wanted file : missing) {
        (left.contains(file.address()) ? alone : fetched).add(file);
      }
      return alone;
    }

    /** Whether the file is in its place, where the cache may have had to put it. */
    private boolean isLocal(Wanted file) {
      ManifestEntry entry = file.entry();
      if (Files.exists(file.destination(), LinkOption.NOFOLLOW_LINKS)) {
        if (FileChecksum.matches(file.destination(), entry)) {
          return true;
        }
        if (!overwrite) {
          throw LocalFileException.refused(
              file.destination(),
              "is there already and is not " + file.address()
                  + "; choose another place, or allow it to be overwritten");
        }
      }
      Path cached = cache.file(file.address());
      boolean isCached = Files.isRegularFile(cached) && FileChecksum.matches(cached, entry);
      if (isCached) {
        AtomicFile.copy(cached, file.destination());
      }
      return isCached;
    }
  }

  private DownloadRequest request(Wanted file) {
    Link link = file.entry().link();
    FileAddress source = link == null ? file.address() : link.source();
    return new DownloadRequest(
        file.address(), source.key(), file.entry(), file.destination(), false, listener::moves);
  }

  private static DownloadReport report(int files, List<Wanted> fetched) {
    long bytes = fetched.stream().mapToLong(Wanted::sizeBytes).sum();
    int linked = (int) fetched.stream().filter(file -> file.entry().isLink()).count();
    return new DownloadReport(fetched.size(), bytes, linked, files - fetched.size());
  }
}
