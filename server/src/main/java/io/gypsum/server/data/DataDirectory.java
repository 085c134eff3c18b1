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

import io.gypsum.store.disk.DurableFiles;
import org.jspecify.annotations.Nullable;

/**
 * A directory of small files that belong to the server, not to the bucket. Any number of servers and commands may use
 * one concurrently: readers see the old or the new content of a file, never a mixture, and changes are serialized by
 * {@link #exclusively}. A new file is readable by its owner only, and gets the owner and group of the directory if the
 * operating system permits it; a replaced file keeps its owner, group and mode. So the server can still read the files
 * after the superuser has run a command.
 *
 * <p>Nothing is created before the first {@link #exclusively}. Every method throws {@link UncheckedIOException} when
 * the disk fails. Thread-safe.
 */
public final class DataDirectory {
  /** Never deleted, because a lock on a deleted file does not exclude a process that creates the file again. */
  private static final String LOCK_FILE = "data.lock";
  private static final String NEW_SUFFIX = ".new";
  /**
   * File locks exclude other processes only, so threads need another lock. Changes are rare: one for all directories is enough.
   */
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
   * Returns the content of the file {@code name}, or null when it does not exist.
   *
   * @throws UncheckedIOException if the disk fails or the file is longer than {@code maxBytes}
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
   * Returns the stamp of the file {@code name}, to detect changes without reading it; null when the file does not exist.
   * Costs one system call.
   */
  public @Nullable FileStamp stamp(String name) {
    try {
      BasicFileAttributes file =
          Files.readAttributes(path.resolve(name), BasicFileAttributes.class);
      return new FileStamp(file.lastModifiedTime().toInstant(), file.size(), file.fileKey());
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs {@code work} while no other thread or process runs exclusive work on this directory. Waits without limit
   * (the operating system
   * releases the lock of a process that died); an interrupt ends the wait. Not reentrant.
   */
  public <T> T exclusively(Supplier<T> work) {
    if (THIS_PROCESS.isHeldByCurrentThread()) {
      throw new IllegalStateException("exclusive work on a data directory must not be nested");
    }
    THIS_PROCESS.lock();
    try {
      DurableFiles.createDirectories(path, ownerOnly("rwx------"));
      try (FileChannel channel = openOwned(path, LOCK_FILE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        return work.get();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      THIS_PROCESS.unlock();
    }
  }

  /**
   * Replaces the content of the file {@code name} durably and atomically; only inside {@link #exclusively}. After a
   * failure or a crash, the file has its old or its new content; a {@code .new} file may remain, which the next call
   * replaces. Fails if this process is not permitted to keep the owner and group of the file.
   */
  public void replace(String name, byte[] content) {
    if (!THIS_PROCESS.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "the data directory is not locked: call replace inside exclusively");
    }
    Path unfinished = path.resolve(name + NEW_SUFFIX);
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
        keepOwnership(unfinished, path.resolve(name));
        channel.force(true);
      }
      Files.move(unfinished, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.syncDirectory(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Opens a file in the subdirectory {@code directory} for appending; both are created if they do not exist, and the directory
   * entry of the file is then durable. Does not require {@link #exclusively}.
   */
  public FileChannel openForAppending(String directory, String name) throws IOException {
    Path parent = path.resolve(directory);
    if (!Files.exists(parent)) {
      DurableFiles.createDirectories(parent, ownerOnly("rwx------"));
      giveToOwner(parent);
    }
    return openOwned(parent, name, StandardOpenOption.APPEND);
  }

  private void giveToOwner(Path file) throws IOException {
    if (isPosix()) {
      FileOwnership.of(path.toRealPath()).giveTo(file);
    }
  }

  /** Opens a file; creates it if it does not exist, and its directory entry is then durable. */
  private FileChannel openOwned(Path directory, String name, StandardOpenOption access)
      throws IOException {
    Path file = directory.resolve(name);
    boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, access, LinkOption.NOFOLLOW_LINKS),
            ownerOnly("rw-------"));
    if (isNew) {
      giveToOwner(file);
      DurableFiles.syncDirectory(directory);
    }
    return channel;
  }

  private void keepOwnership(Path unfinished, Path replaced) throws IOException {
    if (isPosix() && Files.exists(replaced, LinkOption.NOFOLLOW_LINKS)) {
      FileOwnership.of(replaced).copyTo(unfinished);
    } else {
      giveToOwner(unfinished);
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
