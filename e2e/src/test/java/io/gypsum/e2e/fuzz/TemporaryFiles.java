package io.gypsum.e2e.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files that a target creates and deletes. */
final class TemporaryFiles {
  private TemporaryFiles() {}

  /** Deletes a directory with everything below it. */
  static void delete(Path directory) throws IOException {
    for (Path path : below(directory)) {
      Files.delete(path);
    }
  }

  /** Returns a directory and everything below it, the content of each directory before the directory itself. */
  static List<Path> below(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
