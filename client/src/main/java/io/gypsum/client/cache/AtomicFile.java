package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

import io.gypsum.client.failure.LocalFileException;

/** Writes a file of the cache in one step: whoever looks finds what was there before or all of what is new. */
public final class AtomicFile {
  private static final FileAttribute<?>[] USUAL = {};
  private static final FileAttribute<?>[] PRIVATE = {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))};
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private AtomicFile() {}

  /** Makes the directory if need be. */
  public static void write(Path file, byte[] content) {
    write(file, content, USUAL);
  }

  /** For what no other user of this machine may read, not for a moment; where the system has such permissions. */
  public static void writeOwnerOnly(Path file, byte[] content) {
    write(file, content, POSIX ? PRIVATE : USUAL);
  }

  /** Makes {@code file}, which need not be in the cache, a copy of another. */
  public static void copy(Path source, Path file) {
    make(file.toAbsolutePath(), temporary -> Files.copy(source, temporary));
  }

  private static void write(Path file, byte[] content, FileAttribute<?>[] attributes) {
    make(file, temporary -> writeNew(temporary, content, attributes));
  }

  @FunctionalInterface
  private interface Making {
    void make(Path temporary) throws IOException;
  }

  private static void make(Path file, Making making) {
    Path temporary = beside(file);
    try {
      try {
        making.make(temporary);
      } catch (NoSuchFileException e) {
        Files.createDirectories(file.resolveSibling(""));
        making.make(temporary);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LocalFileException failure = LocalFileException.failed(file, "written", e);
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException again) {
        failure.addSuppressed(again);
      }
      throw failure;
    }
  }

  private static void writeNew(Path file, byte[] content, FileAttribute<?>[] attributes)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      Channels.newOutputStream(channel).write(content);
    }
  }

  /** A name that nobody else uses, and that no user can give to a file. */
  static Path beside(Path file) {
    return file.resolveSibling("..new-" + UUID.randomUUID());
  }
}
