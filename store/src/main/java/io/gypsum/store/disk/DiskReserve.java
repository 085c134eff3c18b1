package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;

import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.StoreException;

/**
 * Space on the disk for the documents that end an operation: aborting an upload, deleting a version and unlocking a
 * project need a lock, its journal, the usage and a change log entry, and must be possible when the disk is full,
 * because they free space. A completion or approval that is already committed also needs summaries and links.
 *
 * <p>The space is held by {@value #FILES} small files of the directory {@code ..tmp/reserve/}, which also hold inodes. A
 * write of such a document that finds the disk full deletes one of them and tries again. Until the reserve is complete
 * again, all other writes are refused, so that they do not use the space that was released. Thread-safe; any number of
 * processes may use the directory.
 */
final class DiskReserve {
  static final int FILES = 8;
  static final int FILE_BYTES = 64 * 1024;
  /**
   * The documents that a committed operation writes: an operation that cannot be completed would keep its project
   * locked, even for deletions.
   */
  private static final String LOCK = "/..LOCK";
  private static final String USAGE = "/..usage";
  private static final String LATEST = "/..latest";
  private static final String SUMMARY = "/..summary";
  private static final String LINKS = "/..links";

  private final Path directory;
  private final DiskFiles files;

  DiskReserve(Path directory, DiskFiles files) {
    this.directory = directory;
    this.files = files;
  }

  /** A write to the disk. */
  interface DiskCall<T> {
    T run() throws IOException;
  }

  /** Returns whether the write of an object may use the reserve. */
  static boolean isFor(Key key, Content content) {
    String name = key.value();
    boolean endsOperation = name.endsWith(LOCK) || name.endsWith(USAGE) || name.endsWith(LATEST)
        || name.endsWith(SUMMARY) || name.endsWith(LINKS) || BucketLayout.LOGS.matches(key)
        || BucketLayout.CHANGES.matches(key);
    return endsOperation && content.sizeBytes() <= FILE_BYTES && content.repeatable();
  }

  /** Performs a write that may use the reserve. */
  <T> T use(DiskCall<T> write) throws IOException {
    while (true) {
      try {
        return write.run();
      } catch (IOException e) {
        if (!DiskErrors.isFull(e) || !release()) {
          throw e;
        }
      } catch (StoreException e) {
        if (!isFull(e) || !release()) {
          throw e;
        }
      }
    }
  }

  private static boolean isFull(StoreException failure) {
    return failure.outcome() == CallOutcome.NOT_DONE
        && failure.getCause() instanceof IOException cause && DiskErrors.isFull(cause);
  }

  /** Deletes one of the files; returns false when there is none. */
  private synchronized boolean release() throws IOException {
    for (int i = 0; i < FILES; i++) {
      if (Files.deleteIfExists(file(i))) {
        return true;
      }
    }
    return false;
  }

  /** @throws IOException when a part of the reserve is in use and the disk has no space to restore it */
  void requireComplete() throws IOException {
    if (!Files.exists(file(0)) && Files.isDirectory(directory)) {
      fill();
    }
  }

  /**
   * Creates the files that do not exist.
   *
   * @throws IOException when the disk has no space for them
   */
  synchronized void fill() throws IOException {
    createDirectory();
    // The first file is released first and created last: it shows all processes that the reserve is complete.
    for (int i = FILES - 1; i >= 0; i--) {
      if (!isComplete(file(i))) {
        write(file(i));
      }
    }
  }

  private void createDirectory() throws IOException {
    try {
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      // The usual case.
    }
  }

  private static boolean isComplete(Path file) throws IOException {
    try {
      return KeyPaths.attributes(file).size() == FILE_BYTES;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void write(Path file) throws IOException {
    // Left by a crash in the middle of this method.
    Files.deleteIfExists(file);
    // Random bytes take the same space on file systems that compress.
    byte[] bytes = new byte[FILE_BYTES];
    new Random().nextBytes(bytes);
    boolean done = false;
    try (FileChannel channel = files.create(file)) {
      WriteStage.write(channel, ByteBuffer.wrap(bytes));
      channel.force(true);
      done = true;
    } catch (FileAlreadyExistsException e) {
      // Another process is creating it.
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(file);
      }
    }
  }

  private Path file(int number) {
    return directory.resolve(Integer.toString(number));
  }
}
