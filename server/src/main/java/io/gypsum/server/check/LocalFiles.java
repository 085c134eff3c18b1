package io.gypsum.server.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.store.Locations;

/** Examines files and directories of this machine with the rights of this process. Changes nothing. */
final class LocalFiles {
  /** Maximum number of examined entries, which limits the time for a large directory. */
  private static final int MAX_ENTRIES = 10_000;

  private LocalFiles() {}

  /**
   * Requires that this process can create files in a directory, or can create the directory.
   *
   * @return a description of the directory
   * @throws GypsumException INVALID if it cannot
   */
  static String requireWritable(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      Path parent = existingParent(Locations.realPath(directory));
      requireAccess(parent);
      return "'" + directory + "' does not exist and will be created";
    }
    requireAccess(directory);
    return "'" + directory + "' is writable" + ownership(directory);
  }

  private static Path existingParent(Path directory) {
    Path parent = directory;
    while (parent.getParent() != null && !Files.exists(parent)) {
      parent = parent.getParent();
    }
    return parent;
  }

  private static void requireAccess(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw GypsumException.invalid("'" + directory + "' is not a directory");
    }
    if (!Files.isReadable(directory) || !Files.isWritable(directory)
        || !Files.isExecutable(directory)) {
      throw GypsumException.invalid(
          "'" + directory + "' is not writable for the user '" + user() + "'"
              + ownership(directory) + "; give it to that user, or run the server as its owner");
    }
  }

  /**
   * Requires that this process can read a file.
   *
   * @throws GypsumException INVALID if it cannot
   */
  static void requireReadable(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw GypsumException.invalid("'" + file + "' is a directory, expected a file");
    }
    if (!Files.isReadable(file)) {
      throw GypsumException.invalid(
          "'" + file + "' is not readable for the user '" + user() + "'" + ownership(file)
              + "; give it to the user of the server with 'chown'");
    }
  }

  /** Requires that the subdirectories of a directory are writable; a command run by root may have created them. */
  static void requireWritableEntries(Path directory) throws IOException {
    List<Path> refused;
    try (Stream<Path> entries = Files.list(directory)) {
      refused =
          entries.limit(MAX_ENTRIES)
              .filter(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
              .filter(entry -> !Files.isWritable(entry))
              .toList();
    }
    if (!refused.isEmpty()) {
      throw GypsumException.invalid(
          "'" + refused.getFirst() + "'"
              + (refused.size() == 1 ? "" : " and " + (refused.size() - 1) + " other directories")
              + " in '" + directory + "' cannot be written by the user '" + user() + "'"
              + ownership(refused.getFirst())
              + "; give them to the user of the server with 'chown -R'");
    }
  }

  /** Returns the owner of a file; empty if the file does not exist or the file system has no owners. */
  static Optional<String> owner(Path file) throws IOException {
    return Files.exists(file) && isPosix(file)
        ? Optional.of(attributes(file).owner().getName())
        : Optional.empty();
  }

  /** Returns whether users other than the owner and the group may read a file. */
  static boolean isReadableByOthers(Path file) throws IOException {
    return isPosix(file)
        && attributes(file).permissions().contains(PosixFilePermission.OTHERS_READ);
  }

  /** Returns the user of this process. */
  static String user() {
    return System.getProperty("user.name", "");
  }

  private static String ownership(Path file) throws IOException {
    if (!isPosix(file)) {
      return "";
    }
    PosixFileAttributes attributes = attributes(file);
    return " (owner '" + attributes.owner().getName() + "', mode "
        + PosixFilePermissions.toString(attributes.permissions()) + ")";
  }

  private static PosixFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, PosixFileAttributes.class);
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
