package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/** Which path belongs to which key, and which keys have none. */
final class KeyPaths {
  /** Longest name of a file or directory that common file systems take, in bytes of UTF-8. */
  static final int MAX_COMPONENT_BYTES = 255;
  /** No char takes more bytes of UTF-8 (a surrogate pair takes four for two). */
  private static final int MAX_BYTES_PER_CHAR = 3;

  /** A file that was in the way may be gone when we look for it; the next try then finds nothing. */
  private static final int MAX_TRIES = 10;

  private final Path root;
  private final RecentDirectories reachedLately = new RecentDirectories();

  /** @param root its real path */
  KeyPaths(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** The path of a key that is holdable; null for the others, for which nothing can be there. */
  @Nullable
  Path find(Key key) {
    return problem(key) == null ? root.resolve(key.value()) : null;
  }

  /** @throws GypsumException INVALID when no path can belong to this key */
  Path resolve(Key key) {
    String problem = problem(key);
    if (problem != null) {
      throw GypsumException.invalid("the disk store cannot hold the key '" + key + "': " + problem);
    }
    return root.resolve(key.value());
  }

  private static @Nullable String problem(Key key) {
    String value = key.value();
    if (isReserved(value)) {
      return "names below '" + TemporaryDirectory.NAME + "' are kept for unfinished files";
    }
    if (value.length() * MAX_BYTES_PER_CHAR > MAX_COMPONENT_BYTES) {
      for (String component : value.split("/", -1)) {
        if (component.getBytes(StandardCharsets.UTF_8).length > MAX_COMPONENT_BYTES) {
          return "a part between two '/' is over " + MAX_COMPONENT_BYTES
              + " bytes of UTF-8; choose shorter names";
        }
      }
    }
    return null;
  }

  private static boolean isReserved(String key) {
    String name = TemporaryDirectory.NAME;
    return key.startsWith(name)
        && (key.length() == name.length() || key.charAt(name.length()) == '/');
  }

  /**
   * Whether every directory above {@code path} is there and is a real one. A symbolic link on the way would lead out of
   * the root, or give one file two keys and so two locks.
   */
  boolean isReachable(Path path) throws IOException {
    Path parent = parent(path);
    return parent.equals(root) || parent.equals(ifThere(path, any -> parent.toRealPath()));
  }

  /**
   * As {@link #isReachable}, but a second late to notice that a directory became a link; for reads, which can do no harm
   * with it.
   */
  boolean wasReachableLately(Path path) throws IOException {
    Path parent = parent(path);
    long now = System.nanoTime();
    if (reachedLately.contains(parent, now)) {
      return true;
    }
    boolean reachable = isReachable(path);
    if (reachable) {
      reachedLately.add(parent, now);
    }
    return reachable;
  }

  /**
   * Asks the file system about a path.
   *
   * @return null when there is no such name, or something above it is no directory
   */
  <T> @Nullable T ifThere(Path path, Question<T> question) throws IOException {
    for (int tries = 1;; tries++) {
      try {
        return question.ask(path);
      } catch (NoSuchFileException e) {
        return null;
      } catch (FileSystemException e) {
        // The system says this in the language of the locale, so we look ourselves.
        if (isCutOff(path)) {
          return null;
        }
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  /** @param <T> of the answer */
  interface Question<T> {
    T ask(Path path) throws IOException;
  }

  /** Whether something above {@code path} is no directory. */
  private boolean isCutOff(Path path) throws IOException {
    Path directory = root;
    for (Path name : root.relativize(parent(path))) {
      directory = directory.resolve(name);
      try {
        if (!attributes(directory).isDirectory()) {
          return true;
        }
      } catch (NoSuchFileException e) {
        return false;
      }
    }
    return false;
  }

  static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("the root has no parent");
    }
    return parent;
  }

  /** Of the name itself, not of what a symbolic link points to. */
  static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }
}
