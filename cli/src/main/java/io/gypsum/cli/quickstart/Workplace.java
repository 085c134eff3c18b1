package io.gypsum.cli.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * The directories of one run, all but a {@code serverData} that shall be kept deleted in the end.
 *
 * @param temporary for everything that goes away
 * @param serverData of the server
 */
record Workplace(Path temporary, Path serverData) implements AutoCloseable {
  /**
   * @param kept for the server's data, or null for a temporary one
   * @throws GypsumException INVALID when {@code kept} has something in it: an account or a project of someone's might be
   *     changed
   */
  static Workplace open(@Nullable Path kept) {
    if (kept != null && !isNewOrEmpty(kept)) {
      throw GypsumException.invalid(
          "'" + kept + "' is not a new or empty directory: name another with --data, or leave that"
              + " out for a temporary one");
    }
    try {
      Path temporary = Files.createTempDirectory("gypsum-quickstart-");
      return new Workplace(
          temporary, kept == null ? temporary.resolve("server") : kept.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isKept() {
    return !serverData.startsWith(temporary);
  }

  /** A directory that does not exist yet. */
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
}
