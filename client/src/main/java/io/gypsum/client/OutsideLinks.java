package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Path;

import io.gypsum.client.cache.CacheLinks;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.Printable;

/** Finds symbolic links in a directory that lead out of it, other than links into the cache. */
final class OutsideLinks {
  private final Path realDirectory;
  private final CacheLinks cacheLinks;

  /** @throws IOException if the directory cannot be accessed */
  OutsideLinks(Path directory, CacheLinks cacheLinks) throws IOException {
    this.realDirectory = directory.toRealPath();
    this.cacheLinks = cacheLinks;
  }

  /**
   * Returns whether a path leads, through links, to a file or directory that is neither in the directory nor in the cache.
   *
   * @param path an existing path
   */
  boolean isOutside(Path path) throws IOException {
    Path real = path.toRealPath();
    return !real.startsWith(realDirectory) && !cacheLinks.isInBucket(real);
  }

  LocalFileException refusal(Path link) throws IOException {
    return LocalFileException.refused(
        link, "is a symbolic link that leads out of the directory, to '"
            + Printable.value(link.toRealPath().toString())
            + "'; replace it with a copy, exclude it, or follow such links (gypsum put --follow-outside)");
  }
}
