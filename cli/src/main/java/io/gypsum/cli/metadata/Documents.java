package io.gypsum.cli.metadata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;

/** Finds the documents that are meant. */
final class Documents {
  private Documents() {}

  /**
   * A file, whatever its name; of a directory, all files of that base name below it, in the order of their paths.
   *
   * @throws GypsumException NOT_FOUND when there is none
   */
  static List<Path> at(Path place, String baseName) throws IOException {
    if (!Files.isDirectory(place)) {
      if (!Files.exists(place)) {
        throw new GypsumException(
            GypsumException.Kind.NOT_FOUND, "there is no file or directory '" + place + "'",
            new NoSuchFileException(place.toString()));
      }
      return List.of(place);
    }
    try (Stream<Path> below = Files.walk(place)) {
      List<Path> found =
          below.filter(
              file -> file.getFileName().toString().equals(baseName) && Files.isRegularFile(file))
              .sorted()
              .toList();
      if (found.isEmpty()) {
        throw GypsumException.notFound(
            "there is no file '" + baseName + "' below '" + place
                + "'; --class says which files are documents");
      }
      return found;
    }
  }
}
