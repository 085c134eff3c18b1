package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

import io.gypsum.store.NameFolding;
import org.jspecify.annotations.Nullable;

/**
 * Finds the name under which a file exists, on a file system that opens it under others, too. The file system is asked first
 * whether a file exists, so that creating files in a large directory does not list it again for each one. Thread-safe.
 */
final class ExistingNames {
  /** For readers, which cannot probe the file system: all names are regarded as exact. */
  static final ExistingNames UNKNOWN = new ExistingNames(NameFolding.NONE, false);
  private static final String E_ACUTE = "\u00e9";
  private static final String COMBINING_ACUTE = "\u0301";

  private final NameFolding folding;
  private final boolean simulated;

  private ExistingNames(NameFolding folding, boolean simulated) {
    this.folding = folding;
    this.simulated = simulated;
  }

  /** Names as if the file system folded them, for tests on one that does not. */
  static ExistingNames simulated(NameFolding folding) {
    return new ExistingNames(folding, true);
  }

  /**
   * Determines which names the file system does not distinguish.
   *
   * @param unused the path of a file that does not exist; files whose names begin like it are created and deleted
   */
  static ExistingNames probe(Path unused) throws IOException {
    Path file = sibling(unused, "a" + E_ACUTE);
    Files.createFile(file);
    try {
      return new ExistingNames(
          new NameFolding(
              opens(file, sibling(unused, "A" + E_ACUTE)),
              opens(file, sibling(unused, "ae" + COMBINING_ACUTE))),
          false);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Path sibling(Path file, String suffix) {
    return file.resolveSibling(Objects.requireNonNull(file.getFileName()) + suffix);
  }

  private static boolean opens(Path file, Path other) throws IOException {
    try {
      return Files.exists(other, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(file, other);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  NameFolding folding() {
    return folding;
  }

  /** Returns the name of the file that {@code name} opens; {@code name} itself if it is exact, null if there is no file. */
  @Nullable
  String find(Path directory, String name) throws IOException {
    Path path = directory.resolve(name);
    if (!simulated && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    List<String> names = DirectoryTree.names(directory);
    if (names.contains(name)) {
      return name;
    }
    String folded = folding.fold(name);
    for (String found : names) {
      if (simulated
          ? folding.fold(found).equals(folded)
          : opens(directory.resolve(found), path)) {
        return found;
      }
    }
    return null;
  }
}
