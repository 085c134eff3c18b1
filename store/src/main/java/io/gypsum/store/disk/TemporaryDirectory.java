package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** {@code ..tmp/} below the root: files that have no name yet, and {@code locks/}. */
final class TemporaryDirectory {
  static final String NAME = "..tmp";
  /** A file that is being written is touched by that, so what lies longer than this was left by a crash. */
  static final Duration ABANDONED_AFTER = Duration.ofHours(24);

  private final Path directory;

  private TemporaryDirectory(Path directory) {
    this.directory = directory;
  }

  /** Makes the directory if need be, removes what crashes left, and tries out what the store relies on. */
  static TemporaryDirectory open(Path root, Instant now) throws IOException {
    TemporaryDirectory temporary = new TemporaryDirectory(root.resolve(NAME));
    makeDirectory(temporary.directory);
    makeDirectory(temporary.locks());
    Durability.syncDirectory(temporary.directory);
    Durability.syncDirectory(root);
    temporary.removeAbandoned(now.minus(ABANDONED_AFTER));
    temporary.probe();
    return temporary;
  }

  Path locks() {
    return directory.resolve("locks");
  }

  /** A name that nobody else has. */
  Path newFile() {
    return directory.resolve(UUID.randomUUID().toString());
  }

  private static void makeDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!KeyPaths.attributes(directory).isDirectory()) {
        throw new IOException("something that is no directory has the name " + directory, e);
      }
    }
  }

  private void removeAbandoned(Instant before) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      if (!(files instanceof SecureDirectoryStream<Path>)) {
        throw new IOException("directories cannot be removed without looking what they are");
      }
      for (Path file : files) {
        try {
          BasicFileAttributes attributes = KeyPaths.attributes(file);
          if (attributes.isRegularFile()
              && attributes.lastModifiedTime().toInstant().isBefore(before)) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException e) {
          // Its writer has just finished.
        }
      }
    }
  }

  /** Fails unless hard links are exclusive, renames atomic, and directories can be synced. */
  private void probe() throws IOException {
    Path file = newFile();
    Path link = newFile();
    try {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[1]));
        channel.force(true);
      }
      Files.createLink(link, file);
      if (FileState.read(link).inode() != FileState.read(file).inode()) {
        throw new IOException("a hard link is not the same file");
      }
      requireExclusiveLinks(link, file);
      Path renamed = newFile();
      Files.move(link, renamed, StandardCopyOption.ATOMIC_MOVE);
      link = renamed;
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(link);
    }
  }

  private static void requireExclusiveLinks(Path link, Path file) throws IOException {
    try {
      Files.createLink(link, file);
    } catch (FileAlreadyExistsException e) {
      return;
    }
    throw new IOException("a hard link replaced a file that was there");
  }
}
