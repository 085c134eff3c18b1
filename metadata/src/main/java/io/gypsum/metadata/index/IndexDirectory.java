package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.UUID;

import io.gypsum.core.GypsumException;
import io.gypsum.store.disk.DurableFiles;
import org.jspecify.annotations.Nullable;

/**
 * A directory of published indexes: a file for each class, and {@code modified}, which contains the time of the last
 * change of any index in Unix milliseconds. Instances hold the directory's lock, so that one run at a time changes it.
 * Readers need no lock, since files are only replaced as a whole.
 *
 * <p>The first publication creates {@value #UNMARKED}, which {@link #close} deletes after it has updated {@code modified}.
 * If a run is killed between the two, the next one finds the file and updates {@code modified}: clients compare only that
 * file, and would otherwise keep the old index until the next change.
 */
final class IndexDirectory implements AutoCloseable {
  static final String MODIFIED = "modified";
  static final String UNMARKED = "..unmarked";
  private static final String LOCK = "..LOCK";
  private static final String NEW = "..new-";

  private final Path directory;
  private final FileChannel lockFile;
  private final InstantSource clock;
  private final FileChanges changes;

  private IndexDirectory(
      Path directory, FileChannel lockFile, InstantSource clock, FileChanges changes) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.clock = clock;
    this.changes = changes;
  }

  /** The individual changes of files; tests can stop after each of them. */
  static class FileChanges {
    void create(Path file) throws IOException {
      Files.createFile(file);
    }

    void rename(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(Path file) throws IOException {
      Files.delete(file);
    }

    void sync(Path file) throws IOException {
      DurableFiles.sync(file);
    }

    void syncNames(Path directory) throws IOException {
      DurableFiles.syncDirectory(directory);
    }
  }

  /**
   * Creates the directory if it does not exist, locks it, deletes unfinished files of runs that were killed, and updates
   * {@code modified} if such a run has published an index.
   *
   * @throws GypsumException LOCKED if another run holds the lock
   */
  static IndexDirectory lock(Path directory, InstantSource clock) throws IOException {
    return lock(directory, clock, new FileChanges());
  }

  static IndexDirectory lock(Path directory, InstantSource clock, FileChanges changes)
      throws IOException {
    DurableFiles.createDirectories(directory);
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (tryLock(lockFile) == null) {
        throw GypsumException.locked(
            "another run is changing the index directory: wait until it ends, or use another"
                + " directory");
      }
      IndexDirectory locked = new IndexDirectory(directory, lockFile, clock, changes);
      locked.removeLeftovers();
      locked.markModified();
      return locked;
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  /** Acquires the lock until the channel is closed or the process ends; null if it is held elsewhere. */
  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private void removeLeftovers() throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, NEW + "*")) {
      for (Path leftover : leftovers) {
        Files.deleteIfExists(leftover);
      }
    }
  }

  Path published(IndexClass indexClass) {
    return directory.resolve(indexClass.fileName());
  }

  /** Returns the path of a new file in the directory; the file does not exist yet. */
  Path newFile() {
    return directory.resolve(NEW + UUID.randomUUID());
  }

  /** Replaces the published index of a class by {@code file}, atomically and durably. */
  void publish(Path file, IndexClass indexClass) throws IOException {
    Path unmarked = directory.resolve(UNMARKED);
    if (!Files.exists(unmarked)) {
      changes.create(unmarked);
      changes.syncNames(directory);
    }
    publishUnchanged(file, indexClass);
  }

  /** As {@link #publish}, for a file whose rows are those of the published index: {@code modified} stays as it is. */
  void publishUnchanged(Path file, IndexClass indexClass) throws IOException {
    replace(published(indexClass), file);
  }

  private void replace(Path file, Path by) throws IOException {
    changes.sync(by);
    changes.rename(by, file);
    changes.syncNames(directory);
  }

  /**
   * Updates {@code modified} if an index was published since its last update. Its value always increases, since clients
   * compare it.
   */
  private void markModified() throws IOException {
    Path unmarked = directory.resolve(UNMARKED);
    if (!Files.exists(unmarked)) {
      return;
    }
    Path modified = directory.resolve(MODIFIED);
    Path file = newFile();
    Files.writeString(file, Long.toString(Math.max(clock.millis(), previous(modified) + 1)));
    replace(modified, file);
    changes.delete(unmarked);
  }

  private static long previous(Path modified) throws IOException {
    if (!Files.exists(modified)) {
      return 0;
    }
    try {
      return Long.parseLong(Files.readString(modified).strip());
    } catch (NumberFormatException e) {
      // The file is corrupt or was not written by gypsum: it is replaced.
      return 0;
    }
  }

  /** Updates {@code modified} after publications, even if the run failed after one of them, and releases the lock. */
  @Override
  public void close() throws IOException {
    try (lockFile) {
      markModified();
    }
  }
}
