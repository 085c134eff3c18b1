package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.UUID;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.store.disk.DurableFiles;
import org.jspecify.annotations.Nullable;

/**
 * Creates or replaces a file in one step: the content is written to a temporary file beside it, which is then renamed. A
 * reader sees either the old content or all of the new one, and a failure leaves the old file as it was. Missing parent
 * directories are created. An instance describes how to write one file; it is immutable.
 */
public final class AtomicFile {
  private static final FileAttribute<?>[] DEFAULT_MODE = {};
  private static final Set<OpenOption> NEW_FILE =
      Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

  private final Path file;
  /** The name for the temporary file; null for a random one. */
  private final @Nullable Path sameTemporary;
  private final boolean ownerOnly;
  private final boolean durable;

  private AtomicFile(
      Path file, @Nullable Path sameTemporary, boolean ownerOnly, boolean durable) {
    this.file = file.toAbsolutePath();
    this.sameTemporary = sameTemporary == null ? null : sameTemporary.toAbsolutePath();
    this.ownerOnly = ownerOnly;
    this.durable = durable;
  }

  /** Returns a writer of {@code file} that uses a temporary file with a random name. */
  public static AtomicFile of(Path file) {
    return new AtomicFile(file, null, false, false);
  }

  /**
   * Uses a given name for the temporary file, so that killed processes leave at most one. If a file with that name exists,
   * this writer uses a random name instead, since another process may be writing the existing file on a file system whose
   * locks have no effect. The existing file is deleted once the new one is in place.
   */
  public AtomicFile via(Path sameTemporary) {
    return new AtomicFile(file, sameTemporary, ownerOnly, durable);
  }

  /**
   * Gives the file mode 0600 before its first byte is written, and a directory that has to be created mode 0700. Has no
   * effect on file systems without POSIX permissions.
   */
  public AtomicFile ownerOnly() {
    return new AtomicFile(file, sameTemporary, true, durable);
  }

  /** Syncs the content before the file gets its name, and the directory afterwards. */
  public AtomicFile durable() {
    return new AtomicFile(file, sameTemporary, ownerOnly, true);
  }

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface FileWriter {
    /** @param out empty, open for reading and writing */
    void writeTo(FileChannel out) throws IOException;
  }

  /** Writes the file. The temporary file is deleted if this fails for any reason. */
  public void write(FileWriter content) throws IOException {
    if (sameTemporary == null) {
      write(randomTemporary(), content);
      return;
    }
    try {
      write(sameTemporary, content);
    } catch (FileAlreadyExistsException e) {
      if (!sameTemporary.toString().equals(e.getFile())) {
        throw e;
      }
      write(randomTemporary(), content);
      discard(sameTemporary);
    }
  }

  private void write(Path temporary, FileWriter content) throws IOException {
    create(temporary, name -> writeTemporary(name, content));
  }

  private void writeTemporary(Path temporary, FileWriter content) throws IOException {
    FileAttribute<?>[] mode = ownerOnly ? OwnerOnly.fileMode(temporary) : DEFAULT_MODE;
    try (FileChannel out = FileChannel.open(temporary, NEW_FILE, mode)) {
      content.writeTo(out);
      if (durable) {
        out.force(true);
      }
    }
  }

  /** Writes a file of the cache. */
  public static void write(Path file, byte[] content) {
    of(file).writeBytes(content);
  }

  /** Writes a file of the cache that only its owner can read; see {@link #ownerOnly}. */
  public static void writeOwnerOnly(Path file, byte[] content) {
    of(file).ownerOnly().writeBytes(content);
  }

  /** Like {@link #write(FileWriter)}, with a failure that contains the file's name. */
  public void writeBytes(byte[] content) {
    try {
      write(out -> Channels.newOutputStream(out).write(content));
    } catch (IOException e) {
      throw LocalFileException.failed(file, "written", e);
    }
  }

  /**
   * Creates a file with all of its content in one step, unless it exists. On file systems without hard links another process
   * may read it before its content is complete.
   */
  static void createIfAbsent(Path file, byte[] content) throws IOException {
    Path temporary = temporaryBeside(file.toAbsolutePath());
    createParentOf(file);
    try {
      Files.write(temporary, content, StandardOpenOption.CREATE_NEW);
      try {
        Files.createLink(file, temporary);
      } catch (UnsupportedOperationException | FileSystemException e) {
        Files.write(file, content, StandardOpenOption.CREATE_NEW);
      }
    } catch (FileAlreadyExistsException e) {
      // Created by another process.
    } finally {
      discard(temporary);
    }
  }

  /** Makes {@code file}, which need not be in the cache, a copy of {@code source}. */
  public static void copy(Path source, Path file) {
    try {
      AtomicFile copy = of(file);
      copy.create(copy.randomTemporary(), temporary -> Files.copy(source, temporary));
    } catch (IOException e) {
      throw LocalFileException.failed(file, "written", e);
    }
  }

  /** Creates a temporary file, or a link in its place. */
  @FunctionalInterface
  interface Creation {
    void create(Path temporary) throws IOException;
  }

  /** Replaces the file with what {@code creation} creates, such as a link. */
  void link(Creation creation) throws IOException {
    Path temporary = randomTemporary();
    try {
      create(temporary, creation);
    } finally {
      // If a second thread has created the same hard link meanwhile, renaming has no effect in POSIX: the temporary link remains.
      Files.deleteIfExists(temporary);
    }
  }

  private void create(Path temporary, Creation creation) throws IOException {
    try {
      try {
        creation.create(temporary);
      } catch (NoSuchFileException e) {
        // Tried first without creating the directory: most files of a version are written to a directory that already
        // exists.
        createDirectory();
        creation.create(temporary);
      }
      moveIntoPlace(temporary);
      if (durable) {
        DurableFiles.syncDirectory(parentOf(file));
      }
    } catch (FileAlreadyExistsException e) {
      // The temporary file belongs to another process.
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      discard(temporary);
      throw e;
    }
  }

  private void moveIntoPlace(Path temporary) throws IOException {
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // Another process that wrote the same file deletes the temporary one, as described at 'via'.
      if (!Files.exists(file)) {
        throw e;
      }
    }
  }

  private void createDirectory() throws IOException {
    Path directory = parentOf(file);
    if (ownerOnly) {
      OwnerOnly.createDirectory(directory);
    } else {
      Files.createDirectories(directory);
    }
  }

  /** Creates the parent directory of {@code file} if it does not exist. */
  public static void createParentOf(Path file) throws IOException {
    Files.createDirectories(parentOf(file));
  }

  private static Path parentOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw LocalFileException.refused(file, "is not the name of a file");
    }
    return parent;
  }

  /** Renames a complete temporary file to {@code file}, which it replaces. */
  public static void publish(Path temporary, Path file) {
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw LocalFileException.failed(file, "written", e);
    }
  }

  /**
   * Deletes a temporary file after a failure. A failure to delete it is only logged, so that it does not hide the first
   * failure.
   */
  public static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      System.getLogger("io.gypsum.client")
          .log(System.Logger.Level.DEBUG, () -> "cannot delete '" + temporary + "'", e);
    }
  }

  private Path randomTemporary() {
    return temporaryBeside(file);
  }

  /** Returns an unused name in the directory of {@code file} that no user file can have. */
  private static Path temporaryBeside(Path file) {
    return file.resolveSibling("..new-" + UUID.randomUUID());
  }
}
