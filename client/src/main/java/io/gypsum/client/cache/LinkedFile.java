package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import io.gypsum.client.failure.LocalFileException;

/** Makes one file of the cache the same as another: without a second copy of its bytes where the file system can. */
public final class LinkedFile {
  /** From the best on. */
  private static final List<Way> WAYS = List.of(Way.HARD_LINK, Way.SYMBOLIC_LINK, Way.COPY);

  private LinkedFile() {}

  /** One way to do it. */
  interface Way {
    Way HARD_LINK = (source, made) -> Files.createLink(made, source);
    /** Relative, so that the cache may be moved. */
    Way SYMBOLIC_LINK =
        (source, made) -> Files.createSymbolicLink(
            made, made.resolveSibling("").relativize(source));
    Way COPY = (source, made) -> Files.copy(source, made);

    /** Makes {@code made}, which is not there. */
    void make(Path source, Path made) throws IOException;
  }

  /**
   * Makes {@code destination}, or replaces it in one step; stays as it is when it is the same file already.
   *
   * @param source both are absolute and in the same cache
   */
  public static void make(Path source, Path destination) {
    make(source, destination, WAYS);
  }

  static void make(Path source, Path destination, List<Way> ways) {
    try {
      if (Files.exists(destination) && Files.isSameFile(source, destination)) {
        return;
      }
      // Made beside and renamed, as a copy is not all there at once and an old file may be in the way.
      Path temporary = AtomicFile.beside(destination);
      try {
        makeFirst(source, temporary, ways);
      } catch (NoSuchFileException e) {
        Files.createDirectories(destination.resolveSibling(""));
        makeFirst(source, temporary, ways);
      }
      rename(temporary, destination);
    } catch (IOException e) {
      throw LocalFileException.failed(destination, "made the same as '" + source + "'", e);
    }
  }

  private static void makeFirst(Path source, Path made, List<Way> ways) throws IOException {
    for (int i = 0;; i++) {
      try {
        ways.get(i).make(source, made);
        return;
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        // No other way would help.
        throw e;
      } catch (IOException | UnsupportedOperationException e) {
        if (i + 1 == ways.size()) {
          throw e;
        }
      }
    }
  }

  private static void rename(Path temporary, Path destination) throws IOException {
    try {
      Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      // After a failure; also when another thread has made the same hard link meanwhile: then POSIX renames nothing.
      Files.deleteIfExists(temporary);
    }
  }
}
