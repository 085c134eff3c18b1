package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/** The directories below the root, which are created with their first file and deleted with their last one. */
final class DirectoryTree {
  private final KeyPaths paths;

  DirectoryTree(KeyPaths paths) {
    this.paths = paths;
  }

  /** Returns the names in a directory in any order; an empty list when it does not exist. */
  static List<String> names(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        names.add(nameOf(entry));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return new ArrayList<>();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  private static String nameOf(Path entry) {
    Path name = entry.getFileName();
    return name == null ? "" : name.toString();
  }

  /** Returns the attributes of the path itself, without following a link; null when it does not exist. */
  @Nullable
  BasicFileAttributes attributes(Path path) throws IOException {
    return paths.ifExists(path, KeyPaths::attributes);
  }

  /** Returns the key with this text; null when it is not a valid key. */
  static @Nullable Key key(String text) {
    try {
      return new Key(text);
    } catch (GypsumException e) {
      return null;
    }
  }

  /** Returns whether there is an object below {@code directory}; stops at the first one. */
  boolean containsObject(Path directory, String prefix) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String text = prefix + nameOf(entry);
        BasicFileAttributes attributes = key(text) == null ? null : attributes(entry);
        if (attributes == null) {
          continue;
        }
        if (attributes.isRegularFile()
            || (attributes.isDirectory() && containsObject(entry, text + "/"))) {
          return true;
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return false;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return false;
  }

  /**
   * Creates the directories above {@code target}. Returns those in which a name was added, the highest first.
   *
   * @throws GypsumException INVALID when the name of a directory is used by something else
   * @throws NoSuchFileException when a directory was deleted again meanwhile
   */
  List<Path> createParents(Key key, Path target) throws IOException {
    if (Files.isDirectory(KeyPaths.parent(target), LinkOption.NOFOLLOW_LINKS)
        && paths.isReachable(target)) {
      return List.of();
    }
    List<Path> changed = new ArrayList<>();
    Path directory = paths.root();
    for (Path name : paths.root().relativize(KeyPaths.parent(target))) {
      Path parent = directory;
      directory = parent.resolve(name);
      BasicFileAttributes attributes = attributes(directory);
      if (attributes == null) {
        if (createDirectory(directory)) {
          changed.add(parent);
        }
      } else if (!attributes.isDirectory()) {
        throw conflict(key, directory, attributes);
      }
    }
    return changed;
  }

  /**
   * Like {@link #createParents}, but detects that a directory was replaced by a link with a delay of up to {@link
   * KeyPaths.RecentDirectories#MAX_AGE}. For creating names that are not in use, which requires no lock.
   */
  List<Path> createRecentParents(Key key, Path target) throws IOException {
    return paths.wasReachableRecently(target) ? List.of() : createParents(key, target);
  }

  private static boolean createDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  GypsumException conflict(Key key, Path path, BasicFileAttributes attributes) {
    String found = paths.root().relativize(path).toString();
    return attributes.isRegularFile()
        ? bothFileAndDirectory(key, found)
        : GypsumException.invalid(
            "the disk store does not support the key '" + key + "': '" + found
                + "' is a symbolic link or another special file, which the store does not follow");
  }

  static GypsumException bothFileAndDirectory(Key key, String found) {
    return GypsumException.invalid(
        "the disk store does not support the key '" + key + "': '" + found
            + "' is both a file and a directory; choose another name for one of them");
  }

  /**
   * Deletes empty directories, and those above them that become empty. A concurrent put into a deleted directory creates the
   * directory again. Returns the directories that remain and from which a name was removed.
   *
   * @param directories below the root, or the root
   */
  Set<Path> removeEmpty(Collection<Path> directories) throws IOException {
    Set<Path> left = new LinkedHashSet<>();
    for (Path start : directories) {
      Path directory = start;
      while (!directory.equals(paths.root()) && removeIfEmpty(directory)) {
        left.remove(directory);
        directory = KeyPaths.parent(directory);
      }
      left.add(directory);
    }
    return left;
  }

  /**
   * Returns true when the directory no longer exists; false when it is not empty or cannot be deleted, which does no
   * harm. Never deletes anything but a directory: {@link Files#delete} examines the type first, and could then delete an
   * object that another writer has created meanwhile.
   */
  private static boolean removeIfEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> parent = Files.newDirectoryStream(KeyPaths.parent(directory))) {
      ((SecureDirectoryStream<Path>) parent).deleteDirectory(directory.getFileName());
      return true;
    } catch (NoSuchFileException e) {
      return true;
    } catch (FileSystemException e) {
      return false;
    }
  }

  /** Deletes a directory that contains directories only; leaves directories that contain anything else. */
  void removeWithoutObjects(Path directory) throws IOException {
    for (String name : names(directory)) {
      Path entry = directory.resolve(name);
      BasicFileAttributes attributes = attributes(entry);
      if (attributes != null && attributes.isDirectory()) {
        removeWithoutObjects(entry);
      }
    }
    removeIfEmpty(directory);
  }
}
