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

/** Directories below the root: they come with the first file in them and go with the last. */
final class Tree {
  private final KeyPaths paths;

  Tree(KeyPaths paths) {
    this.paths = paths;
  }

  /** The names in a directory, without order; none when it is not there (any more). */
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

  /** Of the name itself; null when there is nothing of that name. */
  @Nullable
  BasicFileAttributes attributes(Path path) throws IOException {
    return paths.ifThere(path, KeyPaths::attributes);
  }

  /** The key of that text; null when there is none. */
  static @Nullable Key key(String text) {
    try {
      return new Key(text);
    } catch (GypsumException e) {
      return null;
    }
  }

  /** Whether there is an object below {@code directory}; looks no further than the first. */
  boolean holdsObject(Path directory, String prefix) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String text = prefix + nameOf(entry);
        BasicFileAttributes attributes = key(text) == null ? null : attributes(entry);
        if (attributes == null) {
          continue;
        }
        if (attributes.isRegularFile()
            || (attributes.isDirectory() && holdsObject(entry, text + "/"))) {
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
   * Makes the directories above {@code target}.
   *
   * @return those in which a new name appeared, the highest first
   * @throws GypsumException INVALID when something that is no directory is in the way
   * @throws NoSuchFileException when one was removed again meanwhile
   */
  List<Path> makeParents(Key key, Path target) throws IOException {
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
        if (makeDirectory(directory)) {
          changed.add(parent);
        }
      } else if (!attributes.isDirectory()) {
        throw inTheWay(key, directory, attributes);
      }
    }
    return changed;
  }

  private static boolean makeDirectory(Path directory) throws IOException {
    try {
      Files.createDirectory(directory);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  GypsumException inTheWay(Key key, Path path, BasicFileAttributes attributes) {
    String found = paths.root().relativize(path).toString();
    return attributes.isRegularFile()
        ? bothFileAndDirectory(key, found)
        : GypsumException.invalid(
            "the disk store cannot hold the key '" + key + "': '" + found
                + "' is a symbolic link or another special file, which a store does not follow");
  }

  static GypsumException bothFileAndDirectory(Key key, String found) {
    return GypsumException.invalid(
        "the disk store cannot hold the key '" + key + "': '" + found
            + "' is both a file and a directory; choose another name for one of them");
  }

  /**
   * Removes directories that hold no file, from the bottom up, and those above them that thereby become empty. Never
   * removes one that a file is being put into: that put makes it again.
   *
   * @param directories below the root, or the root
   * @return the directories that are left and in which a name went away
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
   * True also when it was gone already; false when it is not to be removed, or cannot be: an empty directory does no
   * harm. Only a directory is ever removed: {@link Files#delete} would look what it is first, and then delete the object
   * that another writer has put there since.
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

  /** Removes a directory in which there are only directories; stops quietly where there is more. */
  void removeHollow(Path directory) throws IOException {
    for (String name : names(directory)) {
      Path entry = directory.resolve(name);
      BasicFileAttributes attributes = attributes(entry);
      if (attributes != null && attributes.isDirectory()) {
        removeHollow(entry);
      }
    }
    removeIfEmpty(directory);
  }
}
