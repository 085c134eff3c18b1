package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.client.CachedFileWriter.ExistingFiles;
import io.gypsum.client.CachedFileWriter.LinkedEntry;
import io.gypsum.client.CachedFileWriter.StoredFile;
import io.gypsum.client.CachedFileWriter.VersionFiles;
import io.gypsum.client.bucket.CachedDocuments;
import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.ProcessLock;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.transfer.FileDownloader;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Links;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/**
 * Saves files and versions in the cache. First it saves the sources of links, each under the lock of its own version, then
 * the version itself under its lock. It never holds two locks, so processes cannot deadlock. Thread-safe.
 */
final class VersionSaver {
  private static final byte[] EMPTY = {};

  private final CacheDirectory cache;
  private final CachedDocuments documents;
  private final CachedFileWriter writer;
  private final TransferListener listener;
  private final boolean offline;

  VersionSaver(
      CacheDirectory cache, CachedDocuments documents, FileDownloader downloader,
      TransferListener listener, boolean offline) {
    this.cache = cache;
    this.documents = documents;
    this.writer = new CachedFileWriter(cache, downloader, listener);
    this.listener = listener;
    this.offline = offline;
  }

  /** Saves one file and returns its path in the cache. */
  Path saveFile(AssetVersion version, UserPath path, boolean overwrite) {
    FileAddress address = new FileAddress(version, path);
    Path file = cache.file(address);
    if (!overwrite && Files.exists(file) && (offline || documents.isVerified(version))) {
      return file;
    }
    Summary summary = documents.verify(version, overwrite);
    ManifestEntry entry =
        CachedDocuments.requireEntry(documents.manifest(version, summary), version, path);
    String action = "save " + address;
    listener.begins(action, 1, entry.sizeBytes());
    try {
      ExistingFiles existing = new ExistingFiles(summary.isPublished(), overwrite);
      Link link = entry.link();
      if (link == null) {
        withLock(
            action, version, () -> writer.download(new StoredFile(address, entry), existing));
      } else {
        Link current = summary.isPublished() ? linkFromLinksDocument(address, link) : link;
        LinkedEntry linked = new LinkedEntry(address, entry, current.source());
        saveSources(action, new VersionFiles(List.of(), List.of(linked)), overwrite, 1);
        withLock(action, version, () -> writer.link(linked, existing));
      }
    } finally {
      listener.ends(action);
    }
    return file;
  }

  /** Returns the link in the {@code ..links} document of its directory; the one of the manifest if there is none. */
  private Link linkFromLinksDocument(FileAddress address, Link manifestLink) {
    UserPath path = address.path();
    return documents.links(address.version(), path.directory())
        .map(Links::byFileName)
        .map(links -> links.get(path.fileName()))
        .orElse(manifestLink);
  }

  /** Saves all files of a version and returns its directory in the cache. */
  Path saveVersion(AssetVersion version, SaveOptions options, int concurrency) {
    Path directory = cache.version(version);
    Path complete = cache.complete(version);
    if (!options.overwrite() && !options.relink() && Files.exists(complete)) {
      return directory;
    }
    Summary summary = documents.verify(version, options.overwrite());
    Manifest manifest = documents.manifest(version, summary);
    VersionFiles files = VersionFiles.of(version, manifest);
    ExistingFiles existing = new ExistingFiles(summary.isPublished(), options.overwrite());
    String action = "save " + version;
    reportBegin(action, files, existing);
    try {
      saveSources(action, files, options.overwrite(), concurrency);
      withLock(
          action, version, () -> {
            if (options.overwrite()) {
              delete(complete);
            }
            writer.download(action, files.stored(), existing, concurrency);
            link(action, files, existing, concurrency);
            if (summary.isPublished()) {
              Parallel.forEach(
                  List.copyOf(manifest.linksByDirectory().keySet()), concurrency,
                  e -> HttpErrors.interrupted(action, e),
                  linkDirectory -> documents.links(version, linkDirectory));
              AtomicFile.write(complete, EMPTY);
            }
          });
    } finally {
      listener.ends(action);
    }
    return directory;
  }

  /** Creates the linked files of a version, after saving their sources. */
  void resolveLinks(AssetVersion version, boolean overwrite, int concurrency) {
    Summary summary = documents.verify(version, false);
    VersionFiles files =
        VersionFiles.of(version, documents.manifest(version, summary)).linkedOnly();
    ExistingFiles existing = new ExistingFiles(summary.isPublished(), overwrite);
    String action = "resolve the links of " + version;
    reportBegin(action, files, existing);
    try {
      saveSources(action, files, overwrite, concurrency);
      withLock(action, version, () -> link(action, files, existing, concurrency));
    } finally {
      listener.ends(action);
    }
  }

  private void link(
      String action, VersionFiles files, ExistingFiles existing, int concurrency) {
    Parallel.forEach(
        files.linked(), concurrency, e -> HttpErrors.interrupted(action, e),
        file -> writer.link(file, existing));
  }

  private void reportBegin(String action, VersionFiles files, ExistingFiles existing) {
    long bytes = 0;
    int missing = 0;
    for (StoredFile file : files.storedAndSources()) {
      if (existing.overwrite() || !Files.exists(cache.file(file.address()))) {
        missing++;
        bytes += file.entry().sizeBytes();
      }
    }
    listener.begins(action, missing, bytes);
  }

  private void saveSources(
      String action, VersionFiles files, boolean overwrite, int concurrency) {
    files.sources()
        .forEach(
            (version, sources) -> {
              if (!overwrite && areSaved(version, sources)) {
                return;
              }
              boolean published = documents.verify(version, overwrite).isPublished();
              ExistingFiles existing = new ExistingFiles(published, overwrite);
              withLock(
                  action, version, () -> writer.download(action, sources, existing, concurrency));
            });
  }

  private boolean areSaved(AssetVersion version, List<StoredFile> sources) {
    return documents.isVerified(version)
        && sources.stream().allMatch(file -> Files.exists(cache.file(file.address())));
  }

  private void withLock(String action, AssetVersion version, Runnable work) {
    try (ProcessLock lock = ProcessLock.acquire(cache.lock(version))) {
      work.run();
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted(action, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw LocalFileException.failed(file, "deleted", e);
    }
  }
}
