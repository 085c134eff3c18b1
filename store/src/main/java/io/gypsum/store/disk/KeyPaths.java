package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.NameFolding;
import org.jspecify.annotations.Nullable;

/** Maps keys to paths, and checks which keys and paths the store supports. Thread-safe. */
final class KeyPaths {
  /** Maximum length of the name of a file or directory in common file systems, in bytes of UTF-8. */
  static final int MAX_COMPONENT_BYTES = 255;
  /** Maximum number of bytes of UTF-8 per char (a surrogate pair has four bytes). */
  private static final int MAX_BYTES_PER_CHAR = 3;

  /**
   * Maximum number of attempts: a file in place of a directory may be deleted before it is examined, and the next
   * attempt then finds nothing.
   */
  private static final int MAX_ATTEMPTS = 10;

  private final Path root;
  private final LongSupplier nanoTime;
  private final ExistingNames names;
  private final RecentDirectories recent = new RecentDirectories();

  /**
   * @param root a real path, without symbolic links
   * @param nanoTime as {@link System#nanoTime}
   * @param names what the file system does not distinguish
   */
  KeyPaths(Path root, LongSupplier nanoTime, ExistingNames names) {
    this.root = root;
    this.nanoTime = nanoTime;
    this.names = names;
  }

  Path root() {
    return root;
  }

  NameFolding nameFolding() {
    return names.folding();
  }

  /** Returns the path of a key, or null for an unsupported key, for which no object can exist. */
  @Nullable
  Path find(Key key) {
    return problem(key) == null ? root.resolve(key.value()) : null;
  }

  /**
   * Returns the path of a key, for a write.
   *
   * @throws GypsumException INVALID when the key is not supported, or the file system does not distinguish it from a name that
   *     exists
   */
  Path resolve(Key key) {
    String problem = problem(key);
    Path path = root.resolve(key.value());
    if (problem == null) {
      try {
        problem = otherName(path);
      } catch (IOException e) {
        throw DiskErrors.of("write '" + key + "'", CallOutcome.NOT_DONE, e);
      }
    }
    if (problem != null) {
      throw GypsumException
          .invalid("the disk store does not support the key '" + key + "': " + problem);
    }
    return path;
  }

  /** Returns the problem that a component of {@code path} exists with another name; null if none does. */
  private @Nullable String otherName(Path path) throws IOException {
    if (names.folding().isNone() || path.equals(root)) {
      return null;
    }
    Path directory = root;
    for (Path component : root.relativize(path)) {
      String name = component.toString();
      String found = names.find(directory, name);
      if (found == null) {
        return null;
      }
      if (!found.equals(name)) {
        return "the disk ignores " + names.folding() + " and does not distinguish '"
            + key(directory.resolve(name)) + "' from the existing '" + key(directory.resolve(found))
            + "'; use the existing name or choose another one";
      }
      directory = directory.resolve(name);
    }
    return null;
  }

  private String key(Path path) {
    return NameFolding.visible(root.relativize(path).toString());
  }

  private static @Nullable String problem(Key key) {
    String value = key.value();
    if (isReserved(value)) {
      return "names below '" + TemporaryDirectory.NAME + "' are reserved for unfinished files";
    }
    if (value.length() * MAX_BYTES_PER_CHAR > MAX_COMPONENT_BYTES) {
      for (String component : value.split("/", -1)) {
        if (component.getBytes(StandardCharsets.UTF_8).length > MAX_COMPONENT_BYTES) {
          return "a component between two '/' is over " + MAX_COMPONENT_BYTES
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
   * Returns whether every directory above {@code path} exists with exactly this name and is not a symbolic link. A link could
   * lead out of the root, or give one file two keys and thus two locks.
   */
  boolean isReachable(Path path) throws IOException {
    Path parent = parent(path);
    return parent.equals(root)
        || (parent.equals(ifExists(path, any -> parent.toRealPath()))
            && otherName(parent) == null);
  }

  /**
   * Like {@link #isReachable}, but detects that a directory was replaced by a link with a delay of up to {@link
   * RecentDirectories#MAX_AGE}. For reads, and for creating names that are not in use: they are then where they would be if they had
   * been created before.
   */
  boolean wasReachableRecently(Path path) throws IOException {
    Path parent = parent(path);
    long now = nanoTime.getAsLong();
    if (recent.contains(parent, now)) {
      return true;
    }
    boolean reachable = isReachable(path);
    if (reachable) {
      recent.add(parent, now);
    }
    return reachable;
  }

  /**
   * Calls the file system for a path and returns the result; null when the path does not exist, including when a
   * component above it is not a directory.
   */
  <T> @Nullable T ifExists(Path path, PathCall<T> call) throws IOException {
    for (int attempt = 1;; attempt++) {
      try {
        return call.on(path);
      } catch (NoSuchFileException e) {
        return null;
      } catch (FileSystemException e) {
        // The message of the system depends on the locale, so the cause is determined here.
        if (isCutOff(path)) {
          return null;
        }
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** A call of the file system. */
  interface PathCall<T> {
    T on(Path path) throws IOException;
  }

  /** Returns whether something above {@code path} is not a directory. */
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

  /** Returns the attributes of the path itself, not of the target of a symbolic link. */
  static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Directories that were recently reached without a symbolic link. Checking one takes a system call per component of its path,
   * most of the cost of a small read or copy, and clients read and upload many files of the same directory. Thread-safe; each slot contains the
   * last directory of those that share it.
   */
  static final class RecentDirectories {
    static final Duration MAX_AGE = Duration.ofSeconds(1);
    /** A power of two. */
    private static final int SLOTS = 1024;

    private final AtomicReferenceArray<@Nullable Reached> slots = new AtomicReferenceArray<>(SLOTS);

    private record Reached(Path directory, long nanoTime) {}

    boolean contains(Path directory, long nanoTime) {
      Reached last = slots.get(slot(directory));
      return last != null && nanoTime - last.nanoTime < MAX_AGE.toNanos()
          && last.directory.equals(directory);
    }

    void add(Path directory, long nanoTime) {
      slots.set(slot(directory), new Reached(directory, nanoTime));
    }

    private static int slot(Path directory) {
      int hash = directory.hashCode();
      return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }
  }
}
