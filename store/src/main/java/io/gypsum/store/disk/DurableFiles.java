package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * Makes changes of files survive a power failure. The content of a file and its name in a directory are durable
 * independently of each other: a new, renamed or deleted file requires a sync of its directory, too.
 */
public final class DurableFiles {
  private DurableFiles() {}

  /** Makes the content of a file durable. */
  public static void sync(Path file) throws IOException {
    force(file, StandardOpenOption.WRITE);
  }

  /**
   * Makes the names in a directory durable. Has no effect on file systems without POSIX permissions, such as those of
   * Windows, on which a directory cannot be opened.
   */
  public static void syncDirectory(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      force(directory, StandardOpenOption.READ);
    }
  }

  /** Creates a directory, and those above it, if they do not exist; their names are durable when the method returns. */
  public static void createDirectories(Path directory, FileAttribute<?>... attributes)
      throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    @Nullable Path path = directory.toAbsolutePath();
    while (path != null && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      missing.push(path);
      path = path.getParent();
    }
    Files.createDirectories(directory, attributes);
    for (Path created : missing) {
      Path parent = created.getParent();
      if (parent != null) {
        syncDirectory(parent);
      }
    }
  }

  private static void force(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
