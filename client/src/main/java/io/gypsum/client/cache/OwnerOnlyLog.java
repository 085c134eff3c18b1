package io.gypsum.client.cache;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.gypsum.client.failure.LocalFileException;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that one thread of one process at a time has open, and only its owner may read (mode 0600, from the
 * first byte). A line counts when it ends with a newline: a kill leaves the file as it was before a line was written or
 * after. Closing it when it is empty takes it away. Thread-safe.
 */
public final class OwnerOnlyLog implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  /**
   * What this process has open. A lock of the system belongs to the whole process, and would be lost as soon as a second
   * thread closed the same file.
   */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  /** Not a channel: a thread that is interrupted while it writes would close that, and the lock would be gone. */
  private final RandomAccessFile file;

  private OwnerOnlyLog(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens the file, making it and its directory if need be.
   *
   * @return empty when it is open elsewhere
   */
  public static Optional<OwnerOnlyLog> open(Path file) {
    Path path = inRealDirectory(file);
    if (!OPEN.add(path)) {
      return Optional.empty();
    }
    @Nullable OwnerOnlyLog opened = null;
    try {
      opened = lock(path);
      return Optional.ofNullable(opened);
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    } finally {
      if (opened == null) {
        OPEN.remove(path);
      }
    }
  }

  /** So that one file has one name, whatever links lead to the cache. */
  private static Path inRealDirectory(Path file) {
    Path directory = file.resolveSibling("");
    try {
      return Files.createDirectories(directory).toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      throw LocalFileException.failed(directory, "made a directory", e);
    }
  }

  /** Null when another process has it. Begins again when one took the file away while this one was opening it. */
  private static @Nullable OwnerOnlyLog lock(Path path) throws IOException {
    while (true) {
      create(path);
      @Nullable RandomAccessFile file = null;
      try {
        Object before = identity(path);
        file = new RandomAccessFile(path.toFile(), "rw");
        if (file.getChannel().tryLock() == null) {
          return null;
        }
        if (before.equals(identity(path))) {
          restrict(path);
          OwnerOnlyLog opened = new OwnerOnlyLog(path, file);
          file = null;
          return opened;
        }
      } catch (NoSuchFileException | FileNotFoundException e) {
        if (Files.exists(path)) {
          throw e;
        }
      } catch (OverlappingFileLockException e) {
        return null;
      } finally {
        if (file != null) {
          file.close();
        }
      }
    }
  }

  private static void create(Path path) throws IOException {
    try {
      Files.createFile(
          path,
          isPosix(path)
              ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
              : new FileAttribute<?>[0]);
    } catch (FileAlreadyExistsException e) {
      // Left behind, or open elsewhere: the lock will tell.
    }
  }

  /** Also when somebody has changed the mode since, or it was made without one just after it had been taken away. */
  private static void restrict(Path path) throws IOException {
    if (isPosix(path)) {
      Files.setPosixFilePermissions(path, OWNER_ONLY);
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static Object identity(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    Object key = attributes.fileKey();
    // Windows has no key, but does not let go of the name of an open file either.
    return key == null ? attributes.creationTime() : key;
  }

  /** The whole lines; what a kill left of another is cut off, so that the next one does not continue it. */
  public synchronized List<String> read() {
    try {
      byte[] bytes = new byte[Math.toIntExact(file.length())];
      file.seek(0);
      file.readFully(bytes);
      List<String> lines = new ArrayList<>();
      int start = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          lines.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
          start = i + 1;
        }
      }
      file.setLength(start);
      return lines;
    } catch (IOException e) {
      throw LocalFileException.failed(path, "read", e);
    }
  }

  /** @param line without a newline */
  public synchronized void append(String line) {
    try {
      file.seek(file.length());
      write(line);
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    }
  }

  /** Makes it the only line. A kill on the way loses nothing of a single line that was there and is as long. */
  public synchronized void replace(String line) {
    try {
      file.seek(0);
      write(line);
      file.setLength(file.getFilePointer());
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    }
  }

  /** In one piece, so that a kill hardly ever tears a line. */
  private void write(String line) throws IOException {
    file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  public synchronized void clear() {
    try {
      file.setLength(0);
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    }
  }

  /** That what was read is not what belongs there. */
  public LocalFileException malformed(String problem) {
    return LocalFileException.refused(
        path, "is not what this client writes (" + problem
            + "); delete it if you can do without it");
  }

  @Override
  public synchronized void close() {
    try (file) {
      if (file.length() == 0) {
        delete();
      }
    } catch (IOException e) {
      throw LocalFileException.failed(path, "closed", e);
    } finally {
      OPEN.remove(path);
    }
  }

  /** While it is still locked: afterwards it may be somebody else's, and not empty any more. */
  private void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Windows deletes nothing that is open. An empty file says nothing and may stay.
    }
  }
}
