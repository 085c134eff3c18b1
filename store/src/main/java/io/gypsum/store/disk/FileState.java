package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.gypsum.store.ETag;

/**
 * The state of a file in the file system. Published files never change, so equal states of one path mean the same file.
 *
 * @param modified the modification time, which the store sets to the nanosecond before it publishes a file: the timestamps of
 *     the file system have only millisecond resolution, and inode numbers are reused
 */
record FileState(long sizeBytes, FileTime modified, long inode, boolean isRegular, int links) {
  private static final String ATTRIBUTES =
      "unix:size,lastModifiedTime,ino,isRegularFile,nlink";

  /**
   * Reads the state of a path, without following a link.
   *
   * @throws java.nio.file.NoSuchFileException when it does not exist
   */
  static FileState read(Path path) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    return new FileState(
        get(found, "size", Long.class), get(found, "lastModifiedTime", FileTime.class),
        get(found, "ino", Long.class), get(found, "isRegularFile", Boolean.class),
        get(found, "nlink", Integer.class));
  }

  private static <T> T get(Map<String, Object> found, String name, Class<T> type) {
    return Objects.requireNonNull(type.cast(found.get(name)), name);
  }

  Instant lastModified() {
    return modified.toInstant();
  }

  /** Returns an ETag that identifies the content without reading it. */
  ETag etag() {
    return new ETag(
        Long.toHexString(sizeBytes) + "-" + Long.toHexString(modified.to(TimeUnit.NANOSECONDS))
            + "-" + Long.toHexString(inode));
  }

  boolean isSameFileAs(FileState other) {
    return inode == other.inode && sizeBytes == other.sizeBytes && modified.equals(other.modified);
  }
}
