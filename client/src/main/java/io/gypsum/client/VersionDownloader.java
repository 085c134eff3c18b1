package io.gypsum.client;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.local.LocalPaths;
import io.gypsum.client.transfer.DownloadRequest;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.client.transfer.FileDownloader;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/**
 * Downloads versions and files to a directory outside of the cache. Copies files that are in the cache, and keeps correct
 * files that already exist. Thread-safe.
 */
final class VersionDownloader {
  private static final FileBatches.Sizes<FileCopy> SIZES =
      new FileBatches.Sizes<>(FileCopy::sizeBytes, FileDownloader.MAX_BUNDLED_FILE_BYTES);

  private final FileDownloader downloader;
  private final CacheDirectory cache;
  private final TransferListener listener;

  VersionDownloader(FileDownloader downloader, CacheDirectory cache, TransferListener listener) {
    this.downloader = downloader;
    this.cache = cache;
    this.listener = listener;
  }

  /** A file of a manifest and its destination. */
  private record FileCopy(FileAddress address, ManifestEntry entry, Path destination) {
    long sizeBytes() {
      return entry.sizeBytes();
    }

    DownloadRequest request(TransferListener listener) {
      Link link = entry.link();
      FileAddress source = link == null ? address : link.source();
      return new DownloadRequest(
          address, source.key(), entry, destination, false, listener::moves);
    }
  }

  /**
   * Downloads the selected files of a version; links become copies of their targets.
   *
   * @throws GypsumException {@code NOT_FOUND} if the selection contains no file
   */
  DownloadReport downloadVersion(
      AssetVersion version, Manifest manifest, Path directory, DownloadOptions options,
      int concurrency) {
    FileSelection selection = options.files();
    Map<UserPath, ManifestEntry> selected = selection.of(version, manifest).files();
    int folderChars = selection.folder().length();
    LocalPaths.requireDistinct(
        directory,
        folderChars == 0
            ? selected.keySet()
            : selected.keySet().stream().map(path -> below(path, folderChars)).toList());
    List<FileCopy> files =
        selected.entrySet()
            .stream()
            .map(
                file -> new FileCopy(
                    new FileAddress(version, file.getKey()), file.getValue(),
                    LocalPaths.resolve(directory, file.getKey().value().substring(folderChars))))
            .toList();
    String action = "download " + version;
    reportBegin(action, directory, files);
    try {
      DownloadRun run = new DownloadRun(directory, options.overwrite());
      FileBatches.download(
          action, files, concurrency, SIZES, run::downloadTogether, run::download);
      return run.report(files.size());
    } finally {
      listener.ends(action);
    }
  }

  private void reportBegin(String action, Path directory, List<FileCopy> files) {
    FileLookup lookup = new FileLookup(directory);
    FreeSpace.warn(
        directory,
        files.stream()
            .filter(file -> !lookup.hasSize(file.destination(), file.entry()))
            .mapToLong(FileCopy::sizeBytes)
            .sum(),
        listener);
    listener.begins(action, files.size(), files.stream().mapToLong(FileCopy::sizeBytes).sum());
  }

  private static UserPath below(UserPath path, int folderChars) {
    return new UserPath(path.value().substring(folderChars));
  }

  /** Downloads one file. */
  void downloadFile(
      FileAddress address, ManifestEntry entry, Path destination, boolean overwrite) {
    FileCopy file = new FileCopy(address, entry, destination);
    String action = "download " + address;
    reportBegin(action, destination, List.of(file));
    try {
      new DownloadRun(destination, overwrite).download(file);
    } finally {
      listener.ends(action);
    }
  }

  /** The state of one call. */
  private final class DownloadRun {
    private final Path directory;
    private final boolean overwrite;
    private final Queue<FileCopy> downloaded = new ConcurrentLinkedQueue<>();

    DownloadRun(Path directory, boolean overwrite) {
      this.directory = directory;
      this.overwrite = overwrite;
    }

    void download(FileCopy file) {
      if (!exists(file) && !copyFromCache(file)) {
        downloader.download(file.request(listener));
        downloaded.add(file);
      }
      listener.finishes(file.address().toString());
    }

    /** Returns the files to download one by one, since they were missing in the response. */
    List<FileCopy> downloadTogether(List<FileCopy> files) {
      List<FileCopy> missing = new ArrayList<>();
      // A new one for each batch: other processes may have created files since the last one.
      FileLookup lookup = new FileLookup(directory);
      for (FileCopy file : files) {
        if ((lookup.mayExist(file.destination()) && exists(file)) || copyFromCache(file)) {
          listener.finishes(file.address().toString());
        } else {
          missing.add(file);
        }
      }
      if (missing.size() <= 1) {
        return missing;
      }
      Set<FileAddress> left =
          downloader.downloadBundle(
              missing.stream().map(file -> file.request(listener)).toList(),
              file -> listener.finishes(file.toString()));
      List<FileCopy> oneByOne = new ArrayList<>();
      for (FileCopy file : missing) {
        (left.contains(file.address()) ? oneByOne : downloaded).add(file);
      }
      return oneByOne;
    }

    /** Returns whether the correct file exists. */
    private boolean exists(FileCopy file) {
      ManifestEntry entry = file.entry();
      if (Files.exists(file.destination(), LinkOption.NOFOLLOW_LINKS)) {
        requireSameName(file);
        if (FileChecksum.matches(file.destination(), entry, listener::checks)) {
          return true;
        }
        if (!overwrite) {
          throw LocalFileException.refused(
              file.destination(),
              "already exists with different content from " + file.address()
                  + "; choose another destination, or delete the file");
        }
      }
      return false;
    }

    /** Returns whether the correct file is in the cache, from which it is copied then. */
    private boolean copyFromCache(FileCopy file) {
      Path cached = cache.file(file.address());
      try {
        boolean isCached = FileChecksum.matches(cached, file.entry(), listener::checks);
        if (isCached) {
          AtomicFile.copy(cached, file.destination());
        }
        return isCached;
      } catch (LocalFileException e) {
        // The cached file was deleted or belongs to another user. If the destination is the problem, the download reports it.
        return false;
      }
    }

    /** An existing file of another name must not be replaced, or taken for this one. */
    private void requireSameName(FileCopy file) {
      String other = LocalPaths.otherName(file.destination());
      if (other != null) {
        throw LocalFileException.refused(
            file.destination(), "already exists with the name '" + other
                + "', which its file system does not distinguish; choose another destination");
      }
    }

    DownloadReport report(int allFiles) {
      long bytes = downloaded.stream().mapToLong(FileCopy::sizeBytes).sum();
      int linked = (int) downloaded.stream().filter(file -> file.entry().isLink()).count();
      int count = downloaded.size();
      return new DownloadReport(count, bytes, linked, allFiles - count);
    }
  }
}
