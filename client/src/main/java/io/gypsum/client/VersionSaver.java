package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.client.bucket.CachedDocuments;
import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.ProcessLock;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.transfer.FileDownloader;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Links;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/**
 * Brings files into the cache that all gypsum clients of a user share. First what links stand for, each under the lock of
 * its own version, then the version itself under its lock: nobody ever holds two.
 */
final class VersionSaver {
  private static final byte[] NOTHING = {};

  private final CacheDirectory cache;
  private final CachedDocuments documents;
  private final CachedFileWriter files;
  private final TransferListener listener;
  private final boolean offline;

  VersionSaver(
      CacheDirectory cache, CachedDocuments documents, FileDownloader fetch,
      TransferListener listener,
      boolean offline) {
    this.cache = cache;
    this.documents = documents;
    this.files = new CachedFileWriter(cache, fetch, listener);
    this.listener = listener;
    this.offline = offline;
  }

  Path file(AssetVersion version, UserPath path, boolean overwrite) {
    FileAddress address = new FileAddress(version, path);
    Path place = cache.file(address);
    if (!overwrite && Files.exists(place) && (offline || documents.isVerified(version))) {
      return place;
    }
    Summary summary = documents.verify(version, overwrite);
    ManifestEntry entry = documents.manifest(version, summary).get(path);
    if (entry == null) {
      throw GypsumException.notFound("'" + version + "' has no file '" + path + "'");
    }
    String what = "save " + address;
    listener.begins(what, 1, entry.sizeBytes());
    try {
      CachedFileWriter.How how = new CachedFileWriter.How(summary.isPublished(), overwrite);
      Link link = entry.link();
      if (link == null) {
        locked(what, version, () -> files.fetch(new VersionContents.Own(address, entry), how));
      } else {
        Link told = summary.isPublished() ? fromDirectory(address, link) : link;
        VersionContents.Linked linked = new VersionContents.Linked(address, entry, told.source());
        saveSources(what, new VersionContents(List.of(), List.of(linked)), overwrite, 1);
        locked(what, version, () -> files.link(linked, how));
      }
    } finally {
      listener.ends(what);
    }
    return place;
  }

  /** What the bucket says of a link beside it; without such a document the manifest's word has to do. */
  private Link fromDirectory(FileAddress address, Link ofManifest) {
    UserPath path = address.path();
    return documents.links(address.version(), path.directory())
        .map(Links::byFileName)
        .map(links -> links.get(path.fileName()))
        .orElse(ofManifest);
  }

  Path version(AssetVersion version, SaveOptions options, int concurrency) {
    Path place = cache.version(version);
    Path complete = cache.complete(version);
    if (!options.overwrite() && !options.relink() && Files.exists(complete)) {
      return place;
    }
    Summary summary = documents.verify(version, options.overwrite());
    Manifest manifest = documents.manifest(version, summary);
    CachedFileWriter.How how = new CachedFileWriter.How(summary.isPublished(), options.overwrite());
    VersionContents contents = VersionContents.of(version, manifest);
    String what = "save " + version;
    begin(what, contents, how);
    try {
      saveSources(what, contents, options.overwrite(), concurrency);
      locked(
          what, version, () -> {
            if (options.overwrite()) {
              delete(complete);
            }
            files.fetch(what, contents.own(), how, concurrency);
            Parallel.forEach(
                what, contents.linked(), concurrency, file -> files.link(file, how));
            if (summary.isPublished()) {
              Parallel.forEach(
                  what, List.copyOf(manifest.linksByDirectory().keySet()), concurrency,
                  directory -> documents.links(version, directory));
              AtomicFile.write(complete, NOTHING);
            }
          });
    } finally {
      listener.ends(what);
    }
    return place;
  }

  void links(AssetVersion version, boolean overwrite, int concurrency) {
    Summary summary = documents.verify(version, false);
    VersionContents contents = VersionContents.of(version, documents.manifest(version, summary)).linkedOnly();
    CachedFileWriter.How how = new CachedFileWriter.How(summary.isPublished(), overwrite);
    String what = "resolve the links of " + version;
    begin(what, contents, how);
    try {
      saveSources(what, contents, overwrite, concurrency);
      locked(
          what, version,
          () -> Parallel.forEach(
              what, contents.linked(), concurrency, file -> files.link(file, how)));
    } finally {
      listener.ends(what);
    }
  }

  private void begin(String what, VersionContents contents, CachedFileWriter.How how) {
    long bytes = 0;
    int missing = 0;
    for (VersionContents.Own file : contents.ownAndSources()) {
      if (how.overwrite() || !Files.exists(cache.file(file.address()))) {
        missing++;
        bytes += file.entry().sizeBytes();
      }
    }
    listener.begins(what, missing, bytes);
  }

  /** Makes what links stand for be there. */
  private void saveSources(
      String what, VersionContents contents, boolean overwrite, int concurrency) {
    contents.sources()
        .forEach(
            (version, sources) -> {
              if (!overwrite && areThere(version, sources)) {
                return;
              }
              boolean published = documents.verify(version, overwrite).isPublished();
              CachedFileWriter.How how = new CachedFileWriter.How(published, overwrite);
              locked(what, version, () -> files.fetch(what, sources, how, concurrency));
            });
  }

  private boolean areThere(AssetVersion version, List<VersionContents.Own> sources) {
    return documents.isVerified(version)
        && sources.stream().allMatch(file -> Files.exists(cache.file(file.address())));
  }

  private void locked(String what, AssetVersion version, Runnable work) {
    try (ProcessLock lock = ProcessLock.acquire(cache.lock(version))) {
      work.run();
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted(what, e);
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
