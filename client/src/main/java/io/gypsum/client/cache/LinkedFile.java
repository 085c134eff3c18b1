package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.client.failure.LocalFileException;

/** Makes one file of the cache identical to another, without a second copy of its bytes if the file system allows it. */
public final class LinkedFile {
  /** In order of preference. */
  private static final List<Method> METHODS =
      List.of(Method.HARD_LINK, Method.SYMBOLIC_LINK, Method.COPY);

  private LinkedFile() {}

  /** One way to make a file identical to another. */
  interface Method {
    Method HARD_LINK = (source, link) -> Files.createLink(link, source);
    /** Relative, so that the cache can be moved. */
    Method SYMBOLIC_LINK =
        (source, link) -> Files.createSymbolicLink(
            link, link.resolveSibling("").relativize(source));
    Method COPY = (source, link) -> Files.copy(source, link);

    /** Creates {@code link}, which does not exist. */
    void create(Path source, Path link) throws IOException;
  }

  /**
   * Creates {@code destination}, or replaces it in one step. Does nothing if both are already the same file.
   *
   * @param source absolute and in the same cache as {@code destination}
   */
  public static void make(Path source, Path destination) {
    make(source, destination, METHODS);
  }

  static void make(Path source, Path destination, List<Method> methods) {
    try {
      if (Files.exists(destination) && Files.isSameFile(source, destination)) {
        return;
      }
      AtomicFile.of(destination).link(link -> createFirst(source, link, methods));
    } catch (IOException e) {
      throw LocalFileException.failed(destination, "linked to '" + source + "'", e);
    }
  }

  private static void createFirst(Path source, Path link, List<Method> methods)
      throws IOException {
    for (int i = 0;; i++) {
      try {
        methods.get(i).create(source, link);
        return;
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        // No other method would succeed.
        throw e;
      } catch (IOException | UnsupportedOperationException e) {
        if (i + 1 == methods.size()) {
          throw e;
        }
      }
    }
  }
}
