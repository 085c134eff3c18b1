package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The files that any process has locked, as Linux lists them in {@code /proc/locks}. The clients in other languages lock with
 * {@code flock}, which a lock of Java does not detect.
 */
public final class FileLocks {
  private static final Path LIST = Path.of("/proc/locks");

  private final Set<Long> inodes;

  private FileLocks(Set<Long> inodes) {
    this.inodes = inodes;
  }

  /** Returns the locks of this moment; none on other operating systems. */
  public static FileLocks current() {
    try {
      return of(Files.readAllLines(LIST));
    } catch (IOException e) {
      return new FileLocks(Set.of());
    }
  }

  /** @param lines such as {@code 1: FLOCK ADVISORY WRITE 4711 08:02:131077 0 EOF}; those of other forms are ignored */
  static FileLocks of(List<String> lines) {
    Set<Long> inodes = new HashSet<>();
    for (String line : lines) {
      for (String field : line.split(" +")) {
        String[] parts = field.split(":");
        if (parts.length == 3 && parts[2].matches("\\d{1,18}")) {
          inodes.add(Long.valueOf(parts[2]));
        }
      }
    }
    return new FileLocks(inodes);
  }

  /** Returns whether a file is locked. Files of several file systems are not distinguished, which errs on the safe side. */
  public boolean contains(Path file) {
    if (inodes.isEmpty()) {
      return false;
    }
    try {
      return Files.getAttribute(file, "unix:ino") instanceof Long inode && inodes.contains(inode);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
