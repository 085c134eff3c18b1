package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;

/** Brings names, as opposed to bytes, to the disk. */
final class Durability {
  private Durability() {}

  static void syncDirectories(Collection<Path> directories) throws IOException {
    for (Path directory : directories) {
      syncDirectory(directory);
    }
  }

  /**
   * Makes the names that were added to or removed from a directory survive a loss of power. When the directory itself has
   * been removed meanwhile, that is what must survive, so the one above is synced.
   *
   * <p>A directory that another writer has just made and not yet synced in its own parent needs nothing from us: on the
   * file systems that a server uses (ext4, XFS, btrfs, ZFS) what reaches the disk takes all earlier changes of names that
   * it depends on with it.
   */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      syncDirectory(KeyPaths.parent(directory));
    }
  }
}
