package io.gypsum.store.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Detects that the directory of an open store was deleted, emptied or replaced, usually because its file system is no
 * longer mounted: all objects of such a store would look deleted.
 *
 * <p>A store that was opened for writing contains a marker file in the directory of the lock files, which is not an object
 * and which backups leave out. For a directory without a marker, such as a copy, the directory itself is compared. Checked
 * when an object does not exist and at the end of each listing, by one system call. Thread-safe.
 */
final class BucketPresence {
  /** Relative to the root. */
  private static final Path MARKER = Path.of(TemporaryDirectory.NAME, "locks", "bucket.id");
  private static final int MAX_MARKER_BYTES = 1024;

  /** The marker, or the root of a directory without a marker. */
  private final Path watched;
  /** Content of the marker; empty without a marker. */
  private final byte[] id;
  private volatile Object identity;

  /** Thrown if the directory is not the one in which the store was opened. */
  static final class BucketLostException extends IOException {
    private static final long serialVersionUID = 1;

    BucketLostException(Path watched, @Nullable Throwable cause) {
      super("'" + watched + "' no longer exists or was replaced", cause);
    }
  }

  private BucketPresence(Path watched, byte[] id, Object identity) {
    this.watched = watched;
    this.id = id;
    this.identity = identity;
  }

  /** Records the present state of a directory. */
  static BucketPresence of(Path root) throws IOException {
    Path marker = root.resolve(MARKER);
    try {
      return new BucketPresence(marker, read(marker), identity(marker));
    } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
      return new BucketPresence(root, new byte[0], identity(root));
    }
  }

  /** Creates the marker if it does not exist. On a full disk, the store works without a marker. */
  static void createMarker(Path root, Path temporary) throws IOException {
    Path marker = root.resolve(MARKER);
    if (Files.exists(marker)) {
      return;
    }
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        WriteStage.write(
            channel,
            ByteBuffer.wrap((UUID.randomUUID() + "\n").getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
      }
      Files.createLink(marker, temporary);
      DurableFiles.syncDirectory(KeyPaths.parent(marker));
    } catch (FileAlreadyExistsException e) {
      // Created by another process.
    } catch (IOException e) {
      if (!DiskErrors.isFull(e)) {
        throw e;
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Returns whether a directory was used as a store, even if it has no objects yet. */
  static boolean isMarked(Path directory) {
    return Files.isDirectory(KeyPaths.parent(directory.resolve(MARKER)));
  }

  /** @throws BucketLostException if the directory was deleted or replaced */
  void require() throws IOException {
    try {
      Object now = identity(watched);
      if (!now.equals(identity)) {
        // A file system that was mounted again may have other inode numbers; a copy in its place is another bucket.
        if (id.length == 0 || !Arrays.equals(read(watched), id)) {
          throw new BucketLostException(watched, null);
        }
        identity = now;
      }
    } catch (BucketLostException e) {
      throw e;
    } catch (FileSystemException e) {
      throw new BucketLostException(watched, e);
    }
  }

  /** Returns the loss of the directory if that is why a call failed, otherwise the failure itself. */
  IOException causeOf(IOException failure) {
    try {
      require();
      return failure;
    } catch (IOException lost) {
      lost.addSuppressed(failure);
      return lost;
    }
  }

  private static byte[] read(Path marker) throws IOException {
    try (InputStream in = Files.newInputStream(marker)) {
      return in.readNBytes(MAX_MARKER_BYTES);
    }
  }

  private static Object identity(Path path) throws IOException {
    return Objects.requireNonNull(
        KeyPaths.attributes(path).fileKey(), "a file system without inode numbers");
  }
}
