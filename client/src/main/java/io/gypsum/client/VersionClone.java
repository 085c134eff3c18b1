package io.gypsum.client;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.CacheLinks;
import io.gypsum.client.failure.LocalFileException;
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
      List<FileAddress> missing = new ArrayList<>();
      for (Map.Entry<UserPath, ManifestEntry> entry : manifest.files().entrySet()) {
        FileAddress file = new FileAddress(version, entry.getKey());
        if (complete && !FileChecksum.hasSize(cache.file(file), entry.getValue())) {
          throw LocalFileException.refused(
              cache.file(file),
              "was deleted or changed since it was downloaded; run the command again");
        }
        if (!clone.isLinked(file)) {
          missing.add(file);
        }
      }
      for (FileAddress file : missing) {
        clone.link(file);
      }
    } catch (UnsupportedOperationException e) {
      throw LocalFileException.refused(destination, "is on a file system without symbolic links");
    } catch (IOException e) {
      throw LocalFileException.failed(destination, "filled with links", e);
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
