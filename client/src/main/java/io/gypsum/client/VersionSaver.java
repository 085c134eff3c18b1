package io.gypsum.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

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
import io.gypsum.client.local.LocalPaths;
import io.gypsum.client.transfer.FileChecksum;
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
  /** The content of {@code COMPLETE} in versions whose files were all compared by MD5; other clients write nothing. */
  private static final String CHECKED = "CHECKED\n";

  private final CacheDirectory cache;
  private final CachedDocuments documents;
  private final CachedFileWriter writer;
  private final ExistingFileChecks checks;
  private final TransferListener listener;
  private final boolean offline;

  VersionSaver(
      CacheDirectory cache, CachedDocuments documents, FileDownloader downloader,
      TransferListener listener, boolean offline) {
    this.cache = cache;
    this.documents = documents;
    this.writer = new CachedFileWriter(cache, downloader, listener);
    this.checks = new ExistingFileChecks(cache, listener);
    this.listener = listener;
    this.offline = offline;
  }

  /** Saves one file and returns its path in the cache. */
  Path saveFile(AssetVersion version, UserPath path, SaveOptions options) {
    boolean overwrite = options.overwrite();
    FileAddress address = new FileAddress(version, path);
    Path file = cache.file(address);
    requireSameName(file);
    if (!overwrite && !options.verify() && isSaved(address)) {
      recordUse(version);
      return file;
    }
    try {
      save(address, overwrite, options.verify());
    } catch (LocalFileException e) {
      // The cache may be read-only, or belong to another user who has downloaded the file.
      if (overwrite || !isCorrect(address, documents.manifestEntry(version, path))) {
        throw e.withAdvice(CacheDirectory.USE_ANOTHER);
      }
    }
    return file;
  }

  /** Records that a version was used, at most once per hour, for {@code gypsum cache prune}. */
  private void recordUse(AssetVersion version) {
    Path file = cache.verified(version);
    Instant now = InstantSource.system().instant();
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(Duration.ofHours(1)))) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (IOException e) {
      // The cache cannot be written, or another client downloaded the version, without this file.
    }
  }

  private void save(FileAddress address, boolean overwrite, boolean verify) {
    AssetVersion version = address.version();
    Summary summary = documents.verify(version, overwrite);
    ManifestEntry entry =
        CachedDocuments.requireEntry(
            documents.manifest(version, summary), version, address.path());
    String action = "save " + address;
    ExistingFiles existing =
        checks.compare(
            version, List.of(new StoredFile(address, entry)),
            new ExistingFiles(documents.isVerified(version) && !verify, overwrite), 1);
    FreeSpace.warn(cache.file(address), hasSize(address, entry) ? 0 : entry.sizeBytes(), listener);
    listener.begins(action, 1, entry.sizeBytes());
    try {
      Link link = entry.link();
      if (link == null) {
        withLock(
            action, version, () -> writer.download(new StoredFile(address, entry), existing));
      } else {
        Link current = summary.isPublished() ? linkFromLinksDocument(address, link) : link;
        LinkedEntry linked = new LinkedEntry(address, entry, current.source());
        saveSources(
            action, new VersionFiles(List.of(), List.of(linked)), overwrite,
            verify ? SourceCheck.ALWAYS : SourceCheck.SIZES, 1);
        withLock(action, version, () -> writer.link(linked, existing));
      }
    } finally {
      listener.ends(action);
    }
  }

  private static void requireSameName(Path file) {
    String other = Files.exists(file) ? LocalPaths.otherName(file) : null;
    if (other != null) {
      throw LocalFileException.refused(
          file, "is in the cache with the name '" + other
              + "', which its file system does not distinguish; download the file to another directory");
    }
  }

  /** Returns whether a file is in the cache, by its size as far as that is known. Sends no request. */
  private boolean isSaved(FileAddress address) {
    if (!Files.isRegularFile(cache.file(address))
        || !(offline || documents.isVerified(address.version()))) {
      return false;
    }
    Optional<Manifest> manifest = documents.cachedManifest(address.version());
    if (manifest.isEmpty()) {
      return offline;
    }
    ManifestEntry entry = manifest.get().get(address.path());
    return entry != null && hasSize(address, entry);
  }

  private boolean isCorrect(FileAddress file, ManifestEntry entry) {
    return FileChecksum.matches(cache.file(file), entry);
  }

  /** Returns the link in the {@code ..links} document of its directory; the one of the manifest if there is none. */
  private Link linkFromLinksDocument(FileAddress address, Link manifestLink) {
    UserPath path = address.path();
    return documents.links(address.version(), path.directory())
        .map(Links::byFileName)
        .map(links -> links.get(path.fileName()))
        .orElse(manifestLink);
  }

  /** Saves the selected files of a version and returns its directory in the cache. */
  Path saveVersion(AssetVersion version, SaveOptions options, int concurrency) {
    if (!options.files().isAll()) {
      return saveFiles(version, options, concurrency);
    }
    if (!options.overwrite() && !options.verify() && isComplete(version, concurrency)) {
      recordUse(version);
      documents.cachedManifest(version).ifPresent(manifest -> requireDistinct(version, manifest));
      return cache.version(version);
    }
    try {
      save(version, options, concurrency);
    } catch (LocalFileException e) {
      if (options.overwrite() || !isCorrect(version)) {
        throw e.withAdvice(CacheDirectory.USE_ANOTHER);
      }
    }
    return cache.version(version);
  }

  private Path saveFiles(AssetVersion version, SaveOptions options, int concurrency) {
    if (!options.overwrite() && !options.verify()
        && areSaved(version, options.files(), concurrency)) {
      recordUse(version);
      return cache.version(version);
    }
    try {
      Summary summary = documents.verify(version, options.overwrite());
      Manifest selected = options.files().of(version, documents.manifest(version, summary));
      requireDistinct(version, selected);
      ExistingFiles existing =
          new ExistingFiles(
              documents.isVerified(version) && !options.verify(), options.overwrite());
      VersionFiles files = VersionFiles.of(version, selected);
      save(
          "save files of " + version, version, options.relink() ? files : files.storedOnly(),
          existing,
          options.verify() ? SourceCheck.ALWAYS : SourceCheck.SIZES, concurrency);
    } catch (LocalFileException e) {
      if (options.overwrite()
          || !areCorrect(version, options.files().of(version, documents.manifest(version)))) {
        throw e.withAdvice(CacheDirectory.USE_ANOTHER);
      }
    }
    return cache.version(version);
  }

  /** Returns whether the selected files are in the cache, with the correct size where it is known. Sends no request. */
  private boolean areSaved(AssetVersion version, FileSelection selection, int concurrency) {
    if (!offline && !documents.isVerified(version)) {
      return false;
    }
    return documents.cachedManifest(version)
        .map(manifest -> selection.of(version, manifest).files())
        .filter(files -> checks.haveSizes(version, files, concurrency))
        .isPresent();
  }

  /** Saves some files of a version; the sources of links are saved first. */
  private void save(
      String action, AssetVersion version, VersionFiles files, ExistingFiles existing,
      SourceCheck check, int concurrency) {
    ExistingFiles compared = checks.compare(version, files.own(), existing, concurrency);
    reportBegin(action, cache.version(version), files, compared);
    try {
      saveSources(action, files, existing.overwrite(), check, concurrency);
      withLock(action, version, () -> {
        writer.download(action, files.stored(), compared, concurrency);
        link(action, files, compared, concurrency);
      });
    } finally {
      listener.ends(action);
    }
  }

  private boolean isCorrect(AssetVersion version) {
    return areCorrect(version, documents.manifest(version));
  }

  private boolean areCorrect(AssetVersion version, Manifest manifest) {
    return manifest.files()
        .entrySet()
        .stream()
        .allMatch(
            file -> isCorrect(new FileAddress(version, file.getKey()), file.getValue()));
  }

  private void save(AssetVersion version, SaveOptions options, int concurrency) {
    Path complete = cache.complete(version);
    Summary summary = documents.prepare(version, options.overwrite());
    Manifest manifest = documents.manifest(version, summary);
    requireDistinct(version, manifest);
    VersionFiles allFiles = VersionFiles.of(version, manifest);
    VersionFiles files = options.relink() ? allFiles : allFiles.storedOnly();
    // Unless this client compared all files, other clients may have written some of them.
    ExistingFiles existing =
        checks.compare(
            version, files.own(),
            new ExistingFiles(isChecked(version) && !options.verify(), options.overwrite()),
            concurrency);
    String action = "save " + version;
    reportBegin(action, cache.version(version), files, existing);
    try {
      saveSources(
          action, files, options.overwrite(),
          options.verify() ? SourceCheck.ALWAYS : SourceCheck.UNLESS_CHECKED, concurrency);
      withLock(
          action, version, () -> {
            if (!options.overwrite() && !options.verify() && isChecked(version)
                && isComplete(version, concurrency)) {
              // Another process has saved it while this one waited.
              return;
            }
            if (options.overwrite()) {
              delete(complete);
            }
            writer.download(action, files.stored(), existing, concurrency);
            link(action, files, existing, concurrency);
            if (summary.isPublished() && files.linked().size() == allFiles.linked().size()) {
              Parallel.forEach(
                  List.copyOf(manifest.linksByDirectory().keySet()), concurrency,
                  e -> HttpErrors.interrupted(action, e),
                  linkDirectory -> documents.links(version, linkDirectory));
              markComplete(version);
            }
          });
    } finally {
      listener.ends(action);
    }
  }

  private void requireDistinct(AssetVersion version, Manifest manifest) {
    LocalPaths.requireDistinct(cache.version(version), manifest.files().keySet());
  }

  /** Returns whether all files of a version are in the cache, by their sizes. */
  private boolean isComplete(AssetVersion version, int concurrency) {
    return Files.exists(cache.complete(version))
        && documents.cachedManifest(version)
            .filter(manifest -> checks.haveSizes(version, manifest.files(), concurrency))
            .isPresent();
  }

  private boolean hasSize(FileAddress file, ManifestEntry entry) {
    return FileChecksum.hasSize(cache.file(file), entry);
  }

  private void markComplete(AssetVersion version) {
    try {
      documents.markVerified(version);
    } catch (IOException e) {
      throw LocalFileException.failed(cache.verified(version), "written", e);
    }
    AtomicFile.write(cache.complete(version), CHECKED.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns whether this client compared all files of a version by MD5. */
  private boolean isChecked(AssetVersion version) {
    try {
      return documents.isVerified(version)
          && Files.readString(cache.complete(version)).equals(CHECKED);
    } catch (IOException e) {
      return false;
    }
  }

  /** Creates the selected linked files of a version, after saving their sources. */
  void resolveLinks(AssetVersion version, SaveOptions options, int concurrency) {
    Summary summary = documents.verify(version, options.overwrite());
    Manifest selected = options.files().of(version, documents.manifest(version, summary));
    save(
        "resolve the links of " + version, version,
        VersionFiles.of(version, selected).linkedOnly(),
        new ExistingFiles(
            documents.isVerified(version) && !options.verify(), options.overwrite()),
        options.verify() ? SourceCheck.ALWAYS : SourceCheck.SIZES, concurrency);
  }

  private void link(
      String action, VersionFiles files, ExistingFiles existing, int concurrency) {
    Parallel.forEach(
        files.linked(), concurrency, e -> HttpErrors.interrupted(action, e),
        file -> writer.link(file, existing));
  }

  private void reportBegin(
      String action, Path directory, VersionFiles files, ExistingFiles existing) {
    FileLookup lookup = new FileLookup(directory);
    long bytes = 0;
    int missing = 0;
    for (StoredFile file : files.storedAndSources()) {
      Path destination = cache.file(file.address());
      if (existing.overwrite() || existing.isWrong(destination)
          || !lookup.hasSize(destination, file.entry())) {
        missing++;
        bytes += file.entry().sizeBytes();
      }
    }
    FreeSpace.warn(directory, bytes, listener);
    listener.begins(action, missing, bytes);
  }

  /** Whether the MD5 of existing sources of links is compared. */
  private enum SourceCheck {
    /** Only their sizes are compared. */
    SIZES,
    /** The MD5 is compared unless all files of their version were compared already. */
    UNLESS_CHECKED,
    ALWAYS
  }

  private void saveSources(
      String action, VersionFiles files, boolean overwrite, SourceCheck check, int concurrency) {
    files.sources()
        .forEach(
            (version, sources) -> {
              boolean mustCompare =
                  switch (check) {
                    case SIZES -> false;
                    case UNLESS_CHECKED -> !isChecked(version);
                    case ALWAYS -> true;
                  };
              if (!overwrite && !mustCompare && areSaved(version, sources)) {
                return;
              }
              if (mustCompare) {
                documents.prepare(version, overwrite);
              } else {
                documents.verify(version, overwrite);
              }
              boolean trusted = !mustCompare && documents.isVerified(version);
              ExistingFiles existing = new ExistingFiles(trusted, overwrite);
              withLock(
                  action, version, () -> writer.download(action, sources, existing, concurrency));
            });
  }

  private boolean areSaved(AssetVersion version, List<StoredFile> sources) {
    return documents.isVerified(version)
        && sources.stream().allMatch(file -> hasSize(file.address(), file.entry()));
  }

  private void withLock(String action, AssetVersion version, Runnable work) {
    try (ProcessLock lock = ProcessLock.acquire(
        cache.lock(version),
        holder -> listener.waits(holder + ", which saves files of " + version))) {
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
