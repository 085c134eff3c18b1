package io.gypsum.server.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.gypsum.store.disk.DurableFiles;

/**
 * A file of one server in a directory that servers may share: the first {@code NUMBER.sqlite3} that no other running server
 * uses. The operating system releases the file when the process ends. Not thread-safe.
 */
public final class NumberedFile implements AutoCloseable {
  /** Maximum number of servers that share a directory. */
  public static final int MAX_SERVERS = 32;

  private final Path path;
  private final FileChannel lockFile;

  private NumberedFile(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Acquires a file, which may not exist yet, in a directory, which is created if it does not exist.
   *
   * @throws IOException if the disk fails, or {@link #MAX_SERVERS} servers use the directory
   */
  public static NumberedFile acquire(Path directory) throws IOException {
    DurableFiles.createDirectories(directory);
    for (int number = 1; number <= MAX_SERVERS; number++) {
      FileChannel channel =
          FileChannel.open(
              directory.resolve(number + ".lock"), StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      boolean locked = false;
      try {
        locked = tryLock(channel);
      } finally {
        if (!locked) {
          channel.close();
        }
      }
      if (locked) {
        return new NumberedFile(directory.resolve(number + ".sqlite3"), channel);
      }
    }
    throw new IOException("more than " + MAX_SERVERS + " servers use the directory");
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Another server in this process uses the file.
      return false;
    }
  }

  public Path path() {
    return path;
  }

  /** Releases the file, which remains. */
  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
