package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * Tells which symbolic links lead to a file of the cache. Whether that file has been downloaded does not matter: its
 * place in the cache says what it is. Links on the way to the cache's own directory are seen through.
 */
public final class CacheLinks {
  /** As many links in a row as Linux follows. */
  private static final int MAX_HOPS = 40;
  /** {@code project/asset/version}, then the path. */
  private static final int VERSION_NAMES = 3;

  private final Path bucket;

  /** @throws IOException when the cache's directory cannot be looked at */
  public CacheLinks(CacheDirectory cache) throws IOException {
    this.bucket = real(cache.bucket());
  }

  /** Whether {@code path}, with all links followed, is below the cache's {@code bucket}, or that itself. */
  public boolean isInBucket(Path path) throws IOException {
    return real(path).startsWith(bucket);
  }

  /**
   * The first file of the cache on the way that {@code path} leads; null when there is none.
   *
   * @param path a symbolic link, or what is below one
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
          new UserPath(slashed(path)));
    } catch (GypsumException e) {
      // An internal document, which is nobody's file.
      return null;
    }
  }

  private static String slashed(Path path) {
    return StreamSupport.stream(path.spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }

  /** {@code path} without links as far as it exists; what does not exist yet stays as it is written. */
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
