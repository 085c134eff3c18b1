package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collection;

/** Makes changes to the entries of directories durable, as opposed to the contents of files. */
final class DirectorySync {
  private final KeyPaths paths;
  private final DiskFiles files;

  DirectorySync(KeyPaths paths, DiskFiles files) {
    this.paths = paths;
    this.files = files;
  }

  /**
   * Makes names that were added to or removed from directories below the root survive a power failure. When a directory was
   * deleted meanwhile, its deletion must survive, so its parent is synced.
   *
   * <p>If another writer created a directory, its parent needs no sync here, whether that writer syncs it or not: on the file systems of
   * servers (ext4, XFS, btrfs, ZFS) a sync includes all earlier changes of names that it depends on.
   */
  void sync(Collection<Path> directories) throws IOException {
    for (Path directory : directories) {
      sync(directory);
    }
  }

  private void sync(Path directory) throws IOException {
    if (directory.equals(paths.root())) {
      try (FileChannel channel = files.openDirectory(directory)) {
        channel.force(true);
      }
      return;
    }
    try (FileChannel channel = paths.ifExists(directory, files::openDirectory)) {
      if (channel == null) {
        sync(KeyPaths.parent(directory));
      } else {
        channel.force(true);
      }
    }
  }
}
