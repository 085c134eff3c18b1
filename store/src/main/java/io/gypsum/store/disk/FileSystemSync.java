package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes all writes to a file system durable with one call. Java has no such call, so programs pass an implementation to {@link
 * DiskStore#open(Path, Opener)}. Used by one thread at a time.
 */
public interface FileSystemSync extends AutoCloseable {
  /** Prepares the sync of a file system. */
  @FunctionalInterface
  interface Opener {
    /** Never prepares the sync of a file system, so each file is synced. */
    Opener NONE = directory -> Optional.empty();

    /**
     * Prepares the sync of the file system that contains a directory. Failures of writes that the system detects from now on are
     * reported by {@link FileSystemSync#sync}.
     *
     * @return empty if the file system has no sync that includes contents, names and all earlier failures
     */
    Optional<FileSystemSync> open(Path directory);
  }

  /**
   * Makes everything durable that any process wrote to the file system before the call.
   *
   * @throws IOException when a write has failed since this was opened, or since an earlier call failed
   */
  void sync() throws IOException;

  /** Returns an id of the current boot of the machine, which is the same for all processes. */
  String bootId();

  @Override
  void close();
}
