package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.store.NameFolding;
import org.jspecify.annotations.Nullable;

/**
 * Finds the name under which a file exists, on a file system that opens it under others, too. The file system is asked first
 * whether a file exists, so that creating files in a large directory does not list it again for each one. Thread-safe.
 */
final class ExistingNames {
  /** For readers, which cannot probe the file system: all names are regarded as exact. */
  static final ExistingNames UNKNOWN = new ExistingNames(NameFolding.NONE, false);

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
    return new ExistingNames(NameFolding.probe(unused), false);
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
          : NameFolding.opens(directory.resolve(found), path)) {
        return found;
      }
    }
    return null;
  }
}
