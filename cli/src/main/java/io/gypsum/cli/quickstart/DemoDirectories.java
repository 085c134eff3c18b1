package io.gypsum.cli.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * The directories of one run. Closing deletes all of them except server data that is to be kept.
 *
 * @param temporary parent of the directories that are deleted
 * @param serverData data directory of the server
 */
record DemoDirectories(Path temporary, Path serverData) implements AutoCloseable {
  /**
   * Creates the temporary directory.
   *
   * @param kept directory for the server's data; null to use a temporary directory
   * @throws GypsumException {@code INVALID} if {@code kept} contains anything, which could be the data of another server
   */
  static DemoDirectories create(@Nullable Path kept) {
    if (kept != null && !isNewOrEmpty(kept)) {
      throw GypsumException.invalid(
          "'" + kept + "' is not a new or empty directory; choose another one with --data, or omit"
              + " --data to use a temporary directory");
    }
    try {
      Path temporary = Files.createTempDirectory("gypsum-quickstart-");
      return new DemoDirectories(
          temporary, kept == null ? temporary.resolve("server") : kept.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether the server's data is kept. */
  boolean isKept() {
    return !serverData.startsWith(temporary);
  }

  /** Returns a directory that does not exist yet and is deleted on close. */
  Path temporary(String name) {
    return temporary.resolve(name);
  }

  private static boolean isNewOrEmpty(Path directory) {
    if (!Files.exists(directory)) {
      return true;
    }
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(temporary)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the sizes in bytes of all files below {@code directory}, by relative path. */
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

  /** @throws CheckFailedException unless both directories contain the same files with the same bytes */
  static void requireSame(Path one, Path other) {
    SortedMap<String, Long> files = files(one);
    CheckFailedException.unless(
        files.equals(files(other)),
        "expected the files " + files + ", found " + files(other));
    for (String file : files.keySet()) {
      CheckFailedException.unless(
          firstDifference(one.resolve(file), other.resolve(file)) < 0,
          "the downloaded file '" + file + "' differs from the uploaded one");
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
