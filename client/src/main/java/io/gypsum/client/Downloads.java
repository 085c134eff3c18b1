package io.gypsum.client;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.WholeFile;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.transfer.Fetch;
import io.gypsum.client.transfer.FileFetch;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/** Brings files of a version to this machine. */
final class Downloads {
  private final FileFetch fetch;
  private final CacheDirectory cache;
  private final TransferListener listener;

  Downloads(FileFetch fetch, CacheDirectory cache, TransferListener listener) {
    this.fetch = fetch;
    this.cache = cache;
    this.listener = listener;
  }

  private enum Outcome {
    FETCHED, KEPT
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
      return report(
          files, Parallel.map(what, files, concurrency, file -> bring(file, overwrite)));
    } finally {
      listener.ends(what);
    }
  }

  void file(FileAddress address, ManifestEntry entry, Path destination, boolean overwrite) {
    bring(new Wanted(address, entry, destination), overwrite);
  }

  private static Wanted wanted(
      AssetVersion version, UserPath path, ManifestEntry entry, Path directory) {
    return new Wanted(
        new FileAddress(version, path), entry, directory.resolve(path.value()));
  }

  private Outcome bring(Wanted file, boolean overwrite) {
    ManifestEntry entry = file.entry();
    if (Files.exists(file.destination(), LinkOption.NOFOLLOW_LINKS)) {
      if (LocalContent.isOf(file.destination(), entry)) {
        return Outcome.KEPT;
      }
      if (!overwrite) {
        throw LocalFileException.refused(
            file.destination(),
            "is there already and is not " + file.address()
                + "; choose another place, or allow it to be overwritten");
      }
    }
    Path cached = cache.file(file.address());
    if (Files.isRegularFile(cached) && LocalContent.isOf(cached, entry)) {
      WholeFile.copy(cached, file.destination());
      return Outcome.KEPT;
    }
    Link link = entry.link();
    FileAddress source = link == null ? file.address() : link.source();
    fetch.fetch(
        new Fetch(
            file.address(), source.key(), entry, file.destination(), false, listener::moves));
    listener.finishes(file.address().toString());
    return Outcome.FETCHED;
  }

  private static DownloadReport report(List<Wanted> files, List<Outcome> outcomes) {
    int fetched = 0;
    long bytes = 0;
    int linked = 0;
    for (int i = 0; i < files.size(); i++) {
      if (outcomes.get(i) == Outcome.FETCHED) {
        ManifestEntry entry = files.get(i).entry();
        fetched++;
        bytes += entry.sizeBytes();
        linked += entry.isLink() ? 1 : 0;
      }
    }
    return new DownloadReport(fetched, bytes, linked, files.size() - fetched);
  }
}
