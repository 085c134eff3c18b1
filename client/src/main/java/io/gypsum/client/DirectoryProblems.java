package io.gypsum.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.local.LocalNames;
import org.jspecify.annotations.Nullable;

/**
 * The problems that prevent the upload of a directory, collected so that one message reports all of them. Thread-safe;
 * keeps a bounded number.
 */
final class DirectoryProblems {
  /** Maximum number of problems in a message. */
  static final int MAX_SHOWN = 20;

  private final Path directory;
  private final List<String> shown = new ArrayList<>();
  private @Nullable LocalFileException first;
  private long count;

  DirectoryProblems(Path directory) {
    this.directory = directory;
  }

  /** Adds a file that cannot be read or uploaded. */
  void add(Path file, LocalFileException failure) {
    add("'" + LocalNames.visible(directory.relativize(file)) + "' " + failure.problem(), failure);
  }

  /** Adds an invalid name. */
  void addName(String reason) {
    add(reason, LocalFileException.refused(directory, "cannot be uploaded: " + reason));
  }

  private synchronized void add(String problem, LocalFileException alone) {
    if (first == null) {
      first = alone;
    }
    count++;
    if (shown.size() < MAX_SHOWN) {
      shown.add(problem);
    }
  }

  /** @throws LocalFileException if there is a problem */
  synchronized void throwIfAny() {
    if (first == null) {
      return;
    }
    if (count == 1) {
      throw first;
    }
    long more = count - shown.size();
    throw LocalFileException.refused(
        directory, "cannot be uploaded because of " + count + " problems: "
            + String.join("; ", shown) + (more > 0 ? "; and " + more + " more" : ""));
  }
}
