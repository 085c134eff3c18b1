package io.gypsum.store.disk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Directories that were reached without a symbolic link a moment ago. Finding that out takes a system call for each part
 * of the path, most of what a small read costs; who reads many files of a version need not ask for each. Thread-safe; a
 * slot holds the last one of those that share it.
 */
final class RecentDirectories {
  static final Duration KEPT = Duration.ofSeconds(1);
  /** A power of two. */
  private static final int SLOTS = 1024;

  private final AtomicReferenceArray<@Nullable Reached> slots = new AtomicReferenceArray<>(SLOTS);

  private record Reached(Path directory, long nanoTime) {}

  boolean contains(Path directory, long nanoTime) {
    Reached last = slots.get(slot(directory));
    return last != null && nanoTime - last.nanoTime < KEPT.toNanos()
        && last.directory.equals(directory);
  }

  void add(Path directory, long nanoTime) {
    slots.set(slot(directory), new Reached(directory, nanoTime));
  }

  private static int slot(Path directory) {
    int hash = directory.hashCode();
    return (hash ^ (hash >>> 16)) & (SLOTS - 1);
  }
}
