package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The files that any process has locked, read from {@code /proc/locks} of Linux. Clients in other languages lock with
 * {@code flock}, which Java's locks do not detect.
 */
public final class FileLocks {
  private static final Path LIST = Path.of("/proc/locks");

  private final Set<Long> inodes;

  private FileLocks(Set<Long> inodes) {
    this.inodes = inodes;
  }

  /** Returns the current locks; empty on other operating systems. */
  public static FileLocks current() {
    try {
      return of(Files.readAllLines(LIST));
    } catch (IOException e) {
      return new FileLocks(Set.of());
    }
  }

  /** @param lines such as {@code 1: FLOCK ADVISORY WRITE 4711 08:02:131077 0 EOF}; other lines are ignored */
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

  /**
   * Returns whether a file is locked. Also returns true if a file with the same inode number on another file system is locked.
   */
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
