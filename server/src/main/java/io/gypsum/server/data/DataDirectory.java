package io.gypsum.server.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A directory of small files that belong to the server, not to the bucket. Any number of servers and commands may use
 * one at once: a file is always whole, old or new, and edits take turns under {@link #exclusively}. Only the user who
 * runs the server can read what is written here.
 *
 * <p>Nothing is created before the first {@link #exclusively}. Every method throws {@link UncheckedIOException} when
 * the disk fails. Thread-safe.
 */
public final class DataDirectory {
  /** Never deleted: a lock on a file that is gone locks nothing. */
  private static final String LOCK_FILE = "data.lock";
  private static final String UNFINISHED = ".new";
  /** OS file locks are held by a process, so its threads need a lock of their own. Edits are rare: one is enough. */
  private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

  private final Path path;

  private DataDirectory(Path path) {
    this.path = path;
  }

  public static DataDirectory at(Path path) {
    return new DataDirectory(path.toAbsolutePath().normalize());
  }

  public Path path() {
    return path;
  }

  /**
   * The content of the file {@code name}, or null when there is none.
   *
   * @throws UncheckedIOException also when it is longer than {@code maxBytes}
   */
  public byte @Nullable [] read(String name, int maxBytes) {
    try (InputStream in = Files.newInputStream(path.resolve(name))) {
      byte[] content = in.readNBytes(maxBytes + 1);
      if (content.length > maxBytes) {
        throw new IOException(path.resolve(name) + " is longer than " + maxBytes + " bytes");
      }
      return content;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What tells whether the file {@code name} changed without reading it; null when there is no such file. Costs one
   * system call.
   */
  public @Nullable Stamp stamp(String name) {
    try {
      BasicFileAttributes file =
          Files.readAttributes(path.resolve(name), BasicFileAttributes.class);
      return new Stamp(file.lastModifiedTime().toInstant(), file.size(), file.fileKey());
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs {@code work} while no other thread and no other process runs theirs on this directory. Waits for its turn as
   * long as it takes (the OS takes the lock from a process that died); an interrupt ends the wait. Not reentrant.
   */
  public <T> T exclusively(Supplier<T> work) {
    if (THIS_PROCESS.isHeldByCurrentThread()) {
      throw new IllegalStateException("exclusive work on a data directory must not be nested");
    }
    THIS_PROCESS.lock();
    try {
      Files.createDirectories(path, ownerOnly("rwx------"));
      try (FileChannel channel = openLockFile(); FileLock lock = channel.lock()) {
        return work.get();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      THIS_PROCESS.unlock();
    }
  }

  /**
   * Gives the file {@code name} a new content, durably and in one step; only inside {@link #exclusively}. After a
   * failure or a crash it has its old content or its new one, and at most a {@code .new} file is left, which the next
   * call replaces.
   */
  public void replace(String name, byte[] content) {
    if (!THIS_PROCESS.isHeldByCurrentThread()) {
      throw new IllegalStateException("a data directory is only changed exclusively");
    }
    Path unfinished = path.resolve(name + UNFINISHED);
    try {
      Files.deleteIfExists(unfinished);
      try (FileChannel channel =
          FileChannel.open(
              unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              ownerOnly("rw-------"))) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(unfinished, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      syncDirectory();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileChannel openLockFile() throws IOException {
    return FileChannel.open(
        path.resolve(LOCK_FILE),
        Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
        ownerOnly("rw-------"));
  }

  /** Makes the rename itself durable. */
  private void syncDirectory() throws IOException {
    if (isPosix()) {
      try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }

  private FileAttribute<?>[] ownerOnly(String permissions) {
    return isPosix()
        ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
        : new FileAttribute<?>[0];
  }

  private boolean isPosix() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
