package io.gypsum.server.data;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * The owner, group and mode of a file of a POSIX file system. Symbolic links are never followed: the superuser could be
 * tricked into giving away the target.
 */
record FileOwnership(UserPrincipal owner, GroupPrincipal group, Set<PosixFilePermission> mode) {
  static FileOwnership of(Path file) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new FileOwnership(
        attributes.owner(), attributes.group(), Set.copyOf(attributes.permissions()));
  }

  /**
   * Gives a file of this process the same owner, group and mode.
   *
   * @throws IOException when this process is not permitted to do that; the reason names the owner
   */
  void copyTo(Path file) throws IOException {
    try {
      chown(file);
      if (!of(file).mode.equals(mode)) {
        view(file).setPermissions(mode);
      }
    } catch (IOException e) {
      FileSystemException failure =
          new FileSystemException(
              file.toString(), null,
              "it must belong to the user '" + owner.getName() + "' and the group '"
                  + group.getName() + "' like the file that it replaces; run the command as that"
                  + " user");
      failure.initCause(e);
      throw failure;
    }
  }

  /** Gives a new file of this process the same owner and group if the operating system permits it. */
  void giveTo(Path file) {
    try {
      chown(file);
    } catch (IOException e) {
      // Only the superuser can give a file away; a file that the user of the server has created needs no change.
    }
  }

  private void chown(Path file) throws IOException {
    FileOwnership current = of(file);
    if (!current.group.equals(group)) {
      view(file).setGroup(group);
    }
    if (!current.owner.equals(owner)) {
      view(file).setOwner(owner);
    }
  }

  private static PosixFileAttributeView view(Path file) {
    return Files.getFileAttributeView(
        file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }
}
