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
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * The directory {@code ..tmp/} below the root. It contains the files that are being written and the reserve, and in
 * {@code locks/} the lock files and the marker of {@link BucketPresence}.
 */
final class TemporaryDirectory {
  static final String NAME = "..tmp";
  /** Writing updates the modification time of a file, so an older file was left by a crash. */
  static final Duration ABANDONED_AFTER = Duration.ofHours(24);

  /** The block size of most file systems: a smaller file may need no block, and would then not reveal a full disk. */
  private static final int CHECK_BYTES = 4096;

  private final Path directory;
  private final DiskFiles files;
  private final DiskReserve reserve;

  private TemporaryDirectory(Path directory, DiskFiles files) {
    this.directory = directory;
    this.files = files;
    this.reserve = new DiskReserve(directory.resolve("reserve"), files);
  }

  /** Creates the directory if it does not exist, deletes abandoned files, and checks that the file system is suitable. */
  static TemporaryDirectory open(Path root, Instant now, DiskFiles files) throws IOException {
    TemporaryDirectory temporary = new TemporaryDirectory(root.resolve(NAME), files);
    createDirectory(temporary.directory);
    createDirectory(temporary.locks());
    DurableFiles.syncDirectory(temporary.directory);
    DurableFiles.syncDirectory(root);
    temporary.removeAbandoned(now.minus(ABANDONED_AFTER));
    temporary.reserve.use(() -> {
      temporary.probe();
      return temporary;
    });
    BucketPresence.createMarker(root, temporary.newFile());
    return temporary;
  }

  DiskFiles files() {
    return files;
  }

  DiskReserve reserve() {
    return reserve;
  }

  Path locks() {
    return directory.resolve("locks");
  }

  /** Returns a unique path for a new file. */
  Path newFile() {
    return directory.resolve(UUID.randomUUID().toString());
  }

  /**
   * Writes, syncs and deletes a small file.
   *
   * @throws IOException when the disk is full, read-only or failing
   */
  void requireWritable() throws IOException {
    Path file = newFile();
    try (FileChannel channel = files.create(file)) {
      WriteStage.write(channel, ByteBuffer.wrap(new byte[CHECK_BYTES]));
      channel.force(true);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void createDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      if (!KeyPaths.attributes(directory).isDirectory()) {
        throw new IOException(directory + " exists and is not a directory", e);
      }
    }
  }

  private void removeAbandoned(Instant before) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      if (!(files instanceof SecureDirectoryStream<Path>)) {
        throw new IOException("the file system does not support secure directory streams");
      }
      for (Path file : files) {
        try {
          BasicFileAttributes attributes = KeyPaths.attributes(file);
          if (attributes.isRegularFile()
              && attributes.lastModifiedTime().toInstant().isBefore(before)) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException e) {
          // Published or deleted by its writer meanwhile.
        }
      }
    }
  }

  /** Checks that hard links are exclusive, files can be renamed atomically and directories can be synced. */
  private void probe() throws IOException {
    Path file = newFile();
    Path link = newFile();
    try {
      try (FileChannel channel = files.create(file)) {
        channel.write(ByteBuffer.wrap(new byte[1]));
        channel.force(true);
      }
      Files.createLink(link, file);
      if (FileState.read(link).inode() != FileState.read(file).inode()) {
        throw new IOException("a hard link does not refer to the same file");
      }
      requireExclusiveLinks(link, file);
      Path renamed = newFile();
      Files.move(link, renamed, StandardCopyOption.ATOMIC_MOVE);
      link = renamed;
      DurableFiles.syncDirectory(directory);
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
    throw new IOException("creating a hard link replaced an existing file");
  }
}
