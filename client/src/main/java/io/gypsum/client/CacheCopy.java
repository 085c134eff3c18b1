package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

import io.gypsum.client.failure.LocalFileException;

/** Copies a file of the cache to where a user wants it: whole, or not at all. */
final class CacheCopy {
  private CacheCopy() {}

  static void make(Path cached, Path destination) {
    Path absolute = destination.toAbsolutePath();
    // No user's file has such a name.
    Path temporary = absolute.resolveSibling("..part-" + UUID.randomUUID());
    try {
      Files.createDirectories(temporary.getParent());
      try {
        Files.copy(cached, temporary);
        Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw LocalFileException.failed(destination, "written", e);
    }
  }
}
