package io.gypsum.client;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.gypsum.client.bucket.CachedDocuments;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.CachedFiles;
import io.gypsum.client.cache.CachedFiles.Entry;
import io.gypsum.client.cache.FileLocks;
import io.gypsum.client.cache.ProcessLock;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.local.LocalNames;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * The versions in the cache of a server. Sends no requests. Other processes, including R and Python clients, may use the cache
 * at the same time (docs/decisions/0044-parts-of-versions.md); this process must not download a version while it deletes it.
 *
 * <pre>{@code
 * for (CachedVersion cached : gypsum.localCache().versions()) {
 *   System.out.println(cached.version() + " " + cached.files().sizeBytes());
 * }
 * }</pre>
 */
public final class LocalCache {
  /** How long a version counts as in use after another client has changed one of its files, such as a lock. */
  private static final Duration IN_USE = Duration.ofHours(1);

  private static final String DOWNLOADING = "a process is downloading it";

  private final CacheDirectory cache;
  private final CachedDocuments documents;
  private final InstantSource clock;
  private final Deletion deletion;
  /** Null until they are needed. */
  private @Nullable List<SymbolicLink> symbolicLinks;

  LocalCache(CacheDirectory cache, CachedDocuments documents, InstantSource clock) {
    this(cache, documents, clock, Files::deleteIfExists);
  }

  LocalCache(
      CacheDirectory cache, CachedDocuments documents, InstantSource clock, Deletion deletion) {
    this.cache = cache;
    this.documents = documents;
    this.clock = clock;
    this.deletion = deletion;
  }

  /** Deletes a file or an empty directory, if it exists. */
  @FunctionalInterface
  interface Deletion {
    void delete(Path path) throws IOException;
  }

  /**
   * The result of a comparison of cached files with the manifest of their version.
   *
   * @param corrupt files whose size or MD5 differ
   * @param missing files that do not exist although the version was complete
   * @param checked number of files that were read; 0 if the manifest is not in the cache
   * @param isReplaceable whether the next download replaces the corrupt and missing files; false if the cache cannot be written
   */
  public record Comparison(
      List<UserPath> corrupt, List<UserPath> missing, int checked, boolean isReplaceable) {
    public boolean isCorrect() {
      return corrupt.isEmpty() && missing.isEmpty();
    }
  }

  /**
   * Returns the versions with at least one file or document in the cache, sorted by name. If only documents of a version are
   * cached, {@link CachedVersion#files} has the count 0.
   */
  public List<CachedVersion> versions() {
    try {
      List<CachedVersion> versions = new ArrayList<>();
      for (String project : CachedFiles.directoriesIn(cache.bucket())) {
        Path assets = cache.bucket().resolve(project);
        for (String asset : CachedFiles.directoriesIn(assets)) {
          for (String name : CachedFiles.directoriesIn(assets.resolve(asset))) {
            version(project, asset, name).ifPresent(versions::add);
          }
        }
      }
      return versions;
    } catch (IOException e) {
      throw LocalFileException.failed(cache.bucket(), "read", e);
    }
  }

  private Optional<CachedVersion> version(String project, String asset, String name)
      throws IOException {
    AssetVersion version;
    try {
      version = AssetVersion.of(project, asset, name);
    } catch (GypsumException e) {
      // A directory of another program.
      return Optional.empty();
    }
    return Optional.of(describe(version, files(version)));
  }

  private CachedVersion describe(AssetVersion version, CachedFiles files) throws IOException {
    int count = 0;
    long bytes = 0;
    long shared = 0;
    Instant lastUse = lastChange(cache.verified(version));
    for (Entry entry : files.entries()) {
      if (entry.lastUse().isAfter(lastUse)) {
        lastUse = entry.lastUse();
      }
      if (entry.isUserFile()) {
        count++;
        long size = entry.attributes().isRegularFile() ? entry.attributes().size() : 0;
        bytes += size;
        shared += entry.isShared() ? size : 0;
      }
    }
    return new CachedVersion(
        version, new CachedVersion.Totals(count, bytes, shared),
        Files.exists(cache.complete(version)), lastUse, clones(version));
  }

  private CachedFiles files(AssetVersion version) throws IOException {
    CachedFiles files = CachedFiles.below(cache.version(version));
    // The manifest is read only if the names are not sufficient.
    return files.entries().stream().anyMatch(Entry::isNamedLikeForeignFile)
        ? documents.cachedManifest(version)
            .map(manifest -> files.listedIn(path -> contains(manifest, version, path)))
            .orElse(files)
        : files;
  }

  private boolean contains(Manifest manifest, AssetVersion version, Path file) {
    try {
      Path path = cache.version(version).relativize(file);
      return manifest.get(new UserPath(LocalNames.slashed(path))) != null;
    } catch (GypsumException e) {
      // Not the name of a user file.
      return false;
    }
  }

  private static Instant lastChange(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  /** Returns the recorded clones that still contain a link to a file of the version. */
  private List<Path> clones(AssetVersion version) throws IOException {
    List<Path> recorded = VersionClone.recorded(cache, version);
    return recorded.isEmpty()
        ? recorded
        : VersionClone.withLinksTo(cache, version, recorded);
  }

  /**
   * Returns the reason why a version must not be deleted from the cache now: a process uses it, a clone of it exists, or files
   * of other cached versions are symbolic links to it. Empty if no such use is known: on a shared file system, clients on other
   * machines that use other locks than this one are only recognized by recent locks and incomplete downloads.
   */
  public Optional<String> obstacle(CachedVersion cached) {
    AssetVersion version = cached.version();
    try {
      return FileLocks.current().contains(cache.lock(version))
          ? Optional.of(DOWNLOADING)
          : Optional.ofNullable(obstacle(version, files(version)));
    } catch (IOException e) {
      throw LocalFileException.failed(cache.version(version), "read", e);
    }
  }

  /** Returns the reason against a deletion, apart from the lock of the version; null if there is none. */
  private @Nullable String obstacle(AssetVersion version, CachedFiles files) throws IOException {
    FileLocks locks = FileLocks.current();
    if (locks.contains(cache.lockOfOtherClients(version))
        || files.entries().stream().anyMatch(entry -> locks.contains(entry.path()))) {
      return DOWNLOADING;
    }
    Instant recent = clock.instant().minus(IN_USE);
    for (Entry entry : files.entries()) {
      if (!entry.isUserFile() && !entry.isDocument()
          && entry.attributes().lastModifiedTime().toInstant().isAfter(recent)) {
        return "the lock or incomplete download '" + entry.path().getFileName()
            + "' in it is less than an hour old";
      }
    }
    List<Path> clones = clones(version);
    if (!clones.isEmpty()) {
      return "the clone '" + clones.get(0) + "' contains links to it";
    }
    AssetVersion linked = symbolicallyLinkedBy(version);
    return linked == null ? null : "files of " + linked + " are symbolic links to it";
  }

  /** Returns a cached version whose files are symbolic links to a version, for file systems without hard links. */
  private @Nullable AssetVersion symbolicallyLinkedBy(AssetVersion version) throws IOException {
    Path target = cache.version(version);
    for (SymbolicLink link : symbolicLinks()) {
      if (!link.version().equals(version) && link.target().startsWith(target)
          && Files.isSymbolicLink(link.path())) {
        return link.version();
      }
    }
    return null;
  }

  /** A file of the cache that is a symbolic link to another one. */
  private record SymbolicLink(AssetVersion version, Path path, Path target) {}

  /** Lists the cache once: searching it for each version would take quadratic time. */
  private synchronized List<SymbolicLink> symbolicLinks() throws IOException {
    List<SymbolicLink> links = symbolicLinks;
    if (links == null) {
      links = new ArrayList<>();
      for (CachedVersion cached : versions()) {
        for (Entry entry : CachedFiles.below(cache.version(cached.version())).entries()) {
          if (entry.attributes().isSymbolicLink()) {
            Path target = Files.readSymbolicLink(entry.path());
            links.add(
                new SymbolicLink(
                    cached.version(), entry.path(),
                    entry.path().resolveSibling(target).normalize()));
          }
        }
      }
      symbolicLinks = links;
    }
    return links;
  }

  /**
   * Deletes a version from the cache. The marker of a complete version is deleted first, so that after a crash the next
   * download adds the missing files. Hard links of other versions to its files keep their content. Locks of other clients stay.
   *
   * @throws GypsumException LOCKED if the version must not be deleted, see {@link #obstacle}
   * @throws LocalFileException if a file cannot be deleted
   */
  public void remove(CachedVersion cached) {
    removeIfUnused(cached).ifPresent(obstacle -> {
      throw GypsumException.locked(
          "cannot delete '" + cached.version() + "' from the cache: " + obstacle);
    });
  }

  /**
   * Deletes a version from the cache as {@link #remove} does, unless {@link #obstacle} returns a reason.
   *
   * @return the reason; empty if the version was deleted
   * @throws LocalFileException if a file cannot be deleted
   */
  public Optional<String> removeIfUnused(CachedVersion cached) {
    AssetVersion version = cached.version();
    Path directory = cache.version(version);
    try (ProcessLock lock = ProcessLock.tryAcquire(cache.lock(version))) {
      if (lock == null) {
        return Optional.of(DOWNLOADING);
      }
      // Under the lock, since files and clones may have been added since the version was listed.
      CachedFiles files = files(version);
      String obstacle = obstacle(version, files);
      if (obstacle != null) {
        return Optional.of(obstacle);
      }
      deletion.delete(cache.complete(version));
      deletion.delete(cache.verified(version));
      delete(files);
      deletion.delete(cache.clones(version));
      return Optional.empty();
    } catch (IOException e) {
      throw LocalFileException.failed(directory, "deleted", e);
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("delete " + version + " from the cache", e);
    }
  }

  private void delete(CachedFiles files) throws IOException {
    for (Entry entry : files.entries()) {
      if (!entry.isLock() && !entry.isDocument()) {
        deletion.delete(entry.path());
      }
    }
    // Last: after a crash the manifest still distinguishes files of the user from locks.
    for (Entry entry : files.entries()) {
      if (entry.isDocument()) {
        deletion.delete(entry.path());
      }
    }
    for (Path directory : files.directories()) {
      try {
        deletion.delete(directory);
      } catch (DirectoryNotEmptyException e) {
        // Contains the lock of another client.
      }
    }
  }

  /**
   * Compares all cached files of a version with its manifest, by their MD5. If one is corrupt or missing, the version is no
   * longer complete, and the next download replaces that file; a cache that cannot be written stays unchanged. Does not count
   * as a use of the files.
   */
  public Comparison verify(CachedVersion cached) {
    AssetVersion version = cached.version();
    Optional<Manifest> manifest = documents.cachedManifest(version);
    List<UserPath> corrupt = new ArrayList<>();
    List<UserPath> missing = new ArrayList<>();
    int checked = 0;
    for (Map.Entry<UserPath, ManifestEntry> file : manifest.map(Manifest::files)
        .orElse(Map.of())
        .entrySet()) {
      Path path = cache.file(new FileAddress(version, file.getKey()));
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        checked++;
        if (!matches(path, file.getValue())) {
          corrupt.add(file.getKey());
        }
      } else if (cached.isComplete()) {
        missing.add(file.getKey());
      }
    }
    boolean isReplaceable =
        (corrupt.isEmpty() && missing.isEmpty()) || markIncomplete(version);
    return new Comparison(corrupt, missing, checked, isReplaceable);
  }

  /** Compares a file, and restores the time of its last access. */
  private static boolean matches(Path file, ManifestEntry expected) {
    BasicFileAttributeView view = Files.getFileAttributeView(file, BasicFileAttributeView.class);
    try {
      FileTime access = view.readAttributes().lastAccessTime();
      boolean matches = FileChecksum.matches(file, expected);
      view.setTimes(null, access, null);
      return matches;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // The file belongs to another user, so its times cannot be set.
      return FileChecksum.matches(file, expected);
    }
  }

  /** Returns false if the cache cannot be written. */
  private boolean markIncomplete(AssetVersion version) {
    try (ProcessLock lock = ProcessLock.acquire(cache.lock(version))) {
      deletion.delete(cache.complete(version));
      deletion.delete(cache.verified(version));
      return true;
    } catch (IOException | LocalFileException e) {
      // The result is still useful; the cache may be read-only.
      System.getLogger("io.gypsum.client")
          .log(
              System.Logger.Level.DEBUG,
              () -> "cannot mark " + version + " in the cache as incomplete", e);
      return false;
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("verify " + version, e);
    }
  }
}
