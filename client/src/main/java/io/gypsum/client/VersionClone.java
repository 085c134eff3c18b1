package io.gypsum.client;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.CacheLinks;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/** A directory of links to the files that a version has in the cache: the start of a new version. */
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
   * Links every path. Looks at all of them before the first link is made, so that a refusal has changed nothing; each
   * link is there right or not at all, and asking again after a failure makes the missing ones.
   *
   * @throws LocalFileException when something else is there already, naming it, or a link cannot be made
   */
  static void make(
      AssetVersion version, Set<UserPath> paths, Path destination, CacheDirectory cache) {
    try {
      VersionClone clone =
          new VersionClone(cache, new CacheLinks(cache), destination.toAbsolutePath());
      clone.requireOutsideTheCache();
      List<FileAddress> missing = new ArrayList<>();
      for (UserPath path : paths) {
        FileAddress file = new FileAddress(version, path);
        if (!clone.isThere(file)) {
          missing.add(file);
        }
      }
      Files.createDirectories(clone.destination);
      for (FileAddress file : missing) {
        clone.link(file);
      }
    } catch (UnsupportedOperationException e) {
      throw LocalFileException.refused(destination, "is where no symbolic links can be made");
    } catch (IOException e) {
      throw LocalFileException.failed(destination, "filled with links", e);
    }
  }

  /** What is in the cache is what is on the server: nothing else may be made there. */
  private void requireOutsideTheCache() throws IOException {
    if (links.isInBucket(destination)) {
      throw LocalFileException.refused(
          destination, "is in the cache, which holds only what was downloaded; choose another");
    }
  }

  /**
   * Whether the link is there already.
   *
   * @throws LocalFileException when anything else is there
   */
  private boolean isThere(FileAddress file) throws IOException {
    Path link = place(file);
    requireDirectories(link);
    if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (Files.isSymbolicLink(link) && file.equals(links.find(link))) {
      return true;
    }
    throw LocalFileException.refused(
        link, "is there already and is not a link to " + file
            + " in the cache; choose another directory, or move it away");
  }

  /** A link instead of a directory would lead the files below it elsewhere. */
  private void requireDirectories(Path link) {
    Path above = link.getParent();
    while (above != null && !above.equals(destination)) {
      if (Files.exists(above, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
        throw LocalFileException.refused(
            above, "is there already and is not a directory, which the version has there;"
                + " choose another directory, or move it away");
      }
      above = above.getParent();
    }
  }

  private void link(FileAddress file) throws IOException {
    Path link = place(file);
    Files.createDirectories(destination.resolve(file.path().directory()));
    try {
      Files.createSymbolicLink(link, cache.file(file));
    } catch (FileAlreadyExistsException e) {
      // Made by somebody since we looked; what it is decides.
      isThere(file);
    }
  }

  private Path place(FileAddress file) {
    return destination.resolve(file.path().value());
  }
}
