package io.gypsum.cli.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What two directories hold. */
final class Directories {
  private Directories() {}

  /** The files below {@code directory} by their path in it, with their sizes in bytes. */
  static SortedMap<String, Long> files(Path directory) {
    SortedMap<String, Long> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        files.put(directory.relativize(file).toString(), Files.size(file));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails unless both hold the same files with the same bytes. */
  static void requireSame(Path one, Path other) {
    SortedMap<String, Long> files = files(one);
    Surprise.unless(
        files.equals(files(other)),
        "expected the files " + files + ", found " + files(other));
    for (String file : files.keySet()) {
      Surprise.unless(
          firstDifference(one.resolve(file), other.resolve(file)) < 0,
          "'" + file + "' came back with other bytes");
    }
  }

  private static long firstDifference(Path one, Path other) {
    try {
      return Files.mismatch(one, other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
