package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;

/** Brings names, as opposed to bytes, to the disk. */
final class Durability {
  private final KeyPaths paths;

  Durability(KeyPaths paths) {
    this.paths = paths;
  }

  /**
   * Makes the names that were added to or removed from directories below the root survive a loss of power. When one has
   * been removed meanwhile, that is what must survive, so the one above is synced.
   *
   * <p>A directory that another writer has just made and not yet synced in its own parent needs nothing from us: on the
   * file systems that a server uses (ext4, XFS, btrfs, ZFS) what reaches the disk takes all earlier changes of names that
   * it depends on with it.
   */
  void sync(Collection<Path> directories) throws IOException {
    for (Path directory : directories) {
      sync(directory);
    }
  }

  private void sync(Path directory) throws IOException {
    if (directory.equals(paths.root())) {
      syncDirectory(directory);
      return;
    }
    try (FileChannel channel = paths.ifThere(directory, Durability::open)) {
      if (channel == null) {
        sync(KeyPaths.parent(directory));
      } else {
        channel.force(true);
      }
    }
  }

  /** One that nobody removes. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = open(directory)) {
      channel.force(true);
    }
  }

  private static FileChannel open(Path directory) throws IOException {
    return FileChannel.open(directory, StandardOpenOption.READ);
  }
}
