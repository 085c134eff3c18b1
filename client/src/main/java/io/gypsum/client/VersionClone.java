package io.gypsum.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.CacheLinks;
import io.gypsum.client.cache.ProcessLock;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.local.LocalPaths;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/** Creates a directory of symbolic links to the cached files of a version, from which a new version can be made. */
final class VersionClone {
  private final CacheDirectory cache;
  private final CacheLinks links;
  private final Path destination;

  private VersionClone(CacheDirectory cache, CacheLinks links, Path destination) {
    this.cache = cache;
    this.links = links;
    this.destination = destination;
  }

  /**
   * Creates a link for each path. All paths are checked before the first link is created, so a conflict changes nothing.
   * After another failure some links are missing; a second call creates them.
   *
   * @param complete whether all files are in the cache; otherwise the links dangle until they are downloaded
   * @throws LocalFileException if another file has the name of a link, or a link cannot be created
   */
  static void create(
      AssetVersion version, Manifest manifest, Path destination, CacheDirectory cache,
      boolean complete) {
    try {
      VersionClone clone =
          new VersionClone(cache, new CacheLinks(cache), destination.toAbsolutePath());
      clone.requireOutsideTheCache();
      LocalPaths.requireDistinct(clone.destination, manifest.files().keySet());
      if (complete) {
        clone.requireCached(version, manifest);
      }
      List<FileAddress> missing = new ArrayList<>();
      for (UserPath path : manifest.files().keySet()) {
        FileAddress file = new FileAddress(version, path);
        if (!clone.isLinked(file)) {
          missing.add(file);
        }
      }
      clone.record(version);
      for (FileAddress file : missing) {
        clone.link(file);
      }
      if (complete) {
        // Checked again: another process may have deleted the version from the cache before the links existed.
        clone.requireCached(version, manifest);
      }
    } catch (UnsupportedOperationException e) {
      throw LocalFileException.refused(destination, "is on a file system without symbolic links");
    } catch (IOException e) {
      throw LocalFileException.failed(destination, "filled with links", e);
    }
  }

  private void requireCached(AssetVersion version, Manifest manifest) {
    for (Map.Entry<UserPath, ManifestEntry> entry : manifest.files().entrySet()) {
      Path file = cache.file(new FileAddress(version, entry.getKey()));
      if (!FileChecksum.hasSize(file, entry.getValue())) {
        throw LocalFileException.refused(
            file, "was deleted or changed since it was downloaded; run the command again");
      }
    }
  }

  /** Records the directory before it contains links, so that the cache keeps their targets. */
  private void record(AssetVersion version) {
    Path file = cache.clones(version);
    String line = destination.normalize().toString();
    try (ProcessLock lock = ProcessLock.acquire(cache.lock(version))) {
      List<String> lines = new ArrayList<>(readLines(file));
      if (!lines.contains(line) && line.lines().count() == 1) {
        lines.add(line);
        AtomicFile.write(
            file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (LocalFileException e) {
      // The cache cannot be written, so nothing can be deleted from it.
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("clone " + version, e);
    }
  }

  /** Returns the directories into which a version was cloned, including deleted ones. */
  static List<Path> recorded(CacheDirectory cache, AssetVersion version) {
    List<Path> directories = new ArrayList<>();
    for (String line : readLines(cache.clones(version))) {
      try {
        directories.add(Path.of(line));
      } catch (InvalidPathException e) {
        // // The record is corrupt.
      }
    }
    return directories;
  }

  private static List<String> readLines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Returns the directories that contain a symbolic link to a cached file of a version, through any path to the cache. */
  static List<Path> withLinksTo(
      CacheDirectory cache, AssetVersion version, List<Path> directories) throws IOException {
    CacheLinks links = new CacheLinks(cache);
    return directories.stream()
        .filter(directory -> hasLinkTo(directory, path -> leadsTo(path, links, cache, version)))
        .toList();
  }

  private static boolean hasLinkTo(Path directory, Predicate<Path> leadsToVersion) {
    // Uses the real path, since a link to a directory would not be followed.
    try (Stream<Path> paths = Files.walk(directory.toRealPath())) {
      return paths.anyMatch(leadsToVersion);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException | UncheckedIOException e) {
      // Unreadable: the directory may contain a link.
      return true;
    }
  }

  private static boolean leadsTo(
      Path path, CacheLinks links, CacheDirectory cache, AssetVersion version) {
    try {
      if (!Files.isSymbolicLink(path)) {
        return false;
      }
      FileAddress file = links.find(path);
      return file == null
          // A user may have linked the whole directory of the version.
          ? path.resolveSibling(Files.readSymbolicLink(path))
              .normalize()
              .startsWith(cache.version(version))
          : file.version().equals(version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cache must contain only downloaded files. */
  private void requireOutsideTheCache() throws IOException {
    if (links.isInBucket(destination)) {
      throw LocalFileException.refused(
          destination,
          "is in the cache, which contains only downloaded files; choose another directory");
    }
  }

  /**
   * Returns whether the link exists.
   *
   * @throws LocalFileException if another file has its name
   */
  private boolean isLinked(FileAddress file) throws IOException {
    Path link = linkPath(file);
    requireDirectories(link);
    if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (Files.isSymbolicLink(link) && file.equals(links.find(link))) {
      return true;
    }
    throw LocalFileException.refused(
        link, "already exists and is not a link to " + file
            + " in the cache; choose another directory, or move the file away");
  }

  /** Through a link in place of a directory, the links would be created outside of the destination. */
  private void requireDirectories(Path link) {
    Path above = link.getParent();
    while (above != null && !above.equals(destination)) {
      if (Files.exists(above, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
        throw LocalFileException.refused(
            above, "already exists and is not a directory, but the version has a directory there;"
                + " choose another directory, or move the file away");
      }
      above = above.getParent();
    }
  }

  private void link(FileAddress file) throws IOException {
    Path link = linkPath(file);
    Path directory = link.getParent();
    Files.createDirectories(directory == null ? destination : directory);
    try {
      Files.createSymbolicLink(link, cache.file(file));
    } catch (FileAlreadyExistsException e) {
      // Another process created it after the check: it may be the same link.
      isLinked(file);
    }
  }

  private Path linkPath(FileAddress file) {
    return LocalPaths.resolve(destination, file.path().value());
  }
}
