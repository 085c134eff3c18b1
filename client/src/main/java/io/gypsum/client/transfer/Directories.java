package io.gypsum.client.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import io.gypsum.client.failure.LocalFileException;

/** Makes directories only when one turns out to be missing: of the files of a version nearly none needs it. */
final class Directories {
  private Directories() {}

  @FunctionalInterface
  interface Opening<T> {
    T open() throws IOException;
  }

  /** What {@code opening} gives, which needs the directory that {@code file} is in. */
  static <T> T madeFor(Path file, Opening<T> opening) throws IOException {
    try {
      return opening.open();
    } catch (NoSuchFileException e) {
      Path parent = file.toAbsolutePath().getParent();
      if (parent == null) {
        throw LocalFileException.refused(file, "is not the name of a file");
      }
      Files.createDirectories(parent);
      return opening.open();
    }
  }
}
