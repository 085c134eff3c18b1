package io.gypsum.client.cache;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.gypsum.client.failure.LocalFileException;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that only its owner can read (mode 0600 from the first byte) and that only one thread of one process can
 * open at a time. A line counts only if it ends with a newline, so that a killed process leaves the file as it was before or
 * after a line was written. Closing an empty file deletes it. Thread-safe.
 */
public final class OwnerOnlyLog implements AutoCloseable {
  /**
   * The files that this process has open. A lock of the operating system belongs to the whole process and is lost as soon as
   * any thread closes the file.
   */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  /** Not a channel, which an interrupt would close while a thread writes, so that the lock would be lost. */
  private final RandomAccessFile file;

  private OwnerOnlyLog(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens the file; creates it and its directory if they do not exist.
   *
   * @return empty if another thread or process has it open
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

  /** Returns the real path, since links may lead to the same file under several names. */
  private static Path inRealDirectory(Path file) {
    Path directory = file.resolveSibling("");
    try {
      return Files.createDirectories(directory).toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      throw LocalFileException.failed(directory, "created", e);
    }
  }

  /** Returns null if another process has it open. Tries again if that process deletes the file at the same time. */
  private static @Nullable OwnerOnlyLog lock(Path path) throws IOException {
    while (true) {
      create(path);
      @Nullable RandomAccessFile file = null;
      try {
        Object before = identity(path);
        file = new RandomAccessFile(path.toFile(), "rw");
        if (!tryLock(file.getChannel())) {
          return null;
        }
        if (before.equals(identity(path))) {
          // Another program may have changed the mode; or the file was deleted after 'create', and opening it created it again.
          OwnerOnly.restrict(path);
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

  /** Returns whether no other process has the file open; a file system without locks cannot tell. */
  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      System.getLogger("io.gypsum.client")
          .log(System.Logger.Level.DEBUG, "continuing without a lock", e);
      return true;
    }
  }

  private static void create(Path path) throws IOException {
    try {
      Files.createFile(path, OwnerOnly.fileMode(path));
    } catch (FileAlreadyExistsException e) {
      // Left by an earlier process, or open elsewhere: the lock shows which.
    }
  }

  private static Object identity(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    Object key = attributes.fileKey();
    // Windows has no file keys, but does not allow an open file to be renamed or deleted.
    return key == null ? attributes.creationTime() : key;
  }

  /** Returns the complete lines. An incomplete one, which a killed process has left, is deleted. */
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

  /**
   * Adds a line.
   *
   * @param line without a newline
   */
  public synchronized void append(String line) {
    try {
      file.seek(file.length());
      write(line);
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    }
  }

  /**
   * Replaces all lines with one. If the process is killed meanwhile, the content may be corrupt, unless it was a single
   * line of the same length.
   */
  public synchronized void replace(String line) {
    try {
      file.seek(0);
      write(line);
      file.setLength(file.getFilePointer());
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    }
  }

  /** Writes the line with one system call, so that a killed process very rarely leaves an incomplete one. */
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

  /** Returns the failure for content that this client cannot have written. */
  public LocalFileException malformed(String problem) {
    return LocalFileException.refused(
        path, "is corrupt (" + problem + "); delete it to start again without it");
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

  /** Called while the file is still locked: afterwards another process may write to it. */
  private void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Windows cannot delete an open file. An empty one has no effect.
    }
  }
}
