package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import io.gypsum.client.local.LocalNames;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cache files to which symbolic links lead. A file need not have been downloaded: its path in the cache determines
 * which file it is. Links in the path of the cache directory itself are resolved.
 */
public final class CacheLinks {
  /** The number of links in a row that Linux follows. */
  private static final int MAX_HOPS = 40;
  /** Path components before the path of a file: {@code project/asset/version}. */
  private static final int VERSION_NAMES = 3;

  private final Path bucket;

  /** @throws IOException if the cache directory cannot be accessed */
  public CacheLinks(CacheDirectory cache) throws IOException {
    this.bucket = real(cache.bucket());
  }

  /** Returns whether {@code path}, with all links resolved, is the cache's {@code bucket} directory or below it. */
  public boolean isInBucket(Path path) throws IOException {
    return real(path).startsWith(bucket);
  }

  /**
   * Follows links from {@code path} to the first file of the cache; returns null if they lead to none.
   *
   * @param path a symbolic link, or a path below one
   */
  public @Nullable FileAddress find(Path path) throws IOException {
    Path at = path.toAbsolutePath();
    for (int hop = 0; hop < MAX_HOPS; hop++) {
      Path parent = at.getParent();
      if (parent == null) {
        return null;
      }
      Path place = real(parent).resolve(at.getFileName()).normalize();
      FileAddress address = address(place);
      if (address != null || !Files.isSymbolicLink(place)) {
        return address;
      }
      at = place.resolveSibling(Files.readSymbolicLink(place));
    }
    return null;
  }

  private @Nullable FileAddress address(Path place) {
    if (!place.startsWith(bucket)) {
      return null;
    }
    Path name = bucket.relativize(place);
    if (name.getNameCount() <= VERSION_NAMES) {
      return null;
    }
    try {
      Path path = name.subpath(VERSION_NAMES, name.getNameCount());
      return new FileAddress(
          AssetVersion.of(
              name.getName(0).toString(), name.getName(1).toString(), name.getName(2).toString()),
          new UserPath(LocalNames.slashed(path)));
    } catch (GypsumException e) {
      // An internal document.
      return null;
    }
  }

  /** Resolves all links of {@code path}; components that do not exist are kept. */
  private static Path real(Path path) throws IOException {
    try {
      return path.toRealPath();
    } catch (NoSuchFileException e) {
      Path parent = path.toAbsolutePath().getParent();
      return parent == null
          ? path
          : real(parent).resolve(path.getFileName()).normalize();
    }
  }
}
