package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.PriorityQueue;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.KeyOrder;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * Walks the directories in the order of the keys. Keeps the names of one directory and of those above it, but no open file,
 * and reads the size and time of each file only when it is listed. Not thread-safe.
 *
 * @param <E> type of the entries: objects of a recursive listing, objects and prefixes of one level
 */
abstract class DiskListing<E extends ListEntry> implements Iterator<E> {
  private final KeyPaths paths;
  final DirectoryTree tree;
  private final BucketPresence presence;
  private final Prefix prefix;
  private final @Nullable String startAfter;
  private final Deque<Frame> stack = new ArrayDeque<>();
  private boolean started;
  private @Nullable E next;

  /** The directory that a listing reads. */
  record Place(KeyPaths paths, DirectoryTree tree, BucketPresence presence) {}

  private DiskListing(Place place, Prefix prefix, @Nullable String startAfter) {
    this.paths = place.paths;
    this.tree = place.tree;
    this.presence = place.presence;
    this.prefix = prefix;
    this.startAfter = startAfter;
  }

  /** All objects below a prefix. */
  static final class Recursive extends DiskListing<ObjectEntry> {
    Recursive(Place place, Prefix prefix, @Nullable String startAfter) {
      super(place, prefix, startAfter);
    }

    @Override
    ObjectEntry object(ObjectEntry object) {
      return object;
    }

    @Override
    @Nullable
    ObjectEntry directory(Path path, String text) throws IOException {
      if (!isPassedDirectory(text)) {
        push(path, text, "");
      }
      return null;
    }
  }

  /** Objects and directories of one level. */
  static final class Level extends DiskListing<ListEntry> {
    Level(Place place, Prefix prefix, @Nullable String startAfter) {
      super(place, prefix, startAfter);
    }

    @Override
    ListEntry object(ObjectEntry object) {
      return object;
    }

    @Override
    @Nullable
    ListEntry directory(Path path, String text) throws IOException {
      return !isPassed(text) && tree.containsObject(path, text)
          ? new ListEntry.PrefixEntry(new Prefix(text))
          : null;
    }
  }

  /** Returns the entry of an object. */
  abstract E object(ObjectEntry object);

  /**
   * Returns the entry of a directory, or null if it has none. May {@link #push} the directory so that it is listed next.
   *
   * @param text ends with {@code /}
   */
  abstract @Nullable E directory(Path path, String text) throws IOException;

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        if (!started) {
          started = true;
          start();
        }
        next = advance();
        if (next == null) {
          // Directories that disappeared during the listing were listed as empty.
          presence.require();
        }
      } catch (IOException e) {
        throw DiskErrors.of("list '" + prefix + "'", CallOutcome.NOT_DONE, e);
      }
    }
    return next != null;
  }

  @Override
  public E next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    E entry = next;
    next = null;
    return Objects.requireNonNull(entry);
  }

  /** Pushes the directory that contains the prefix, if it exists. */
  private void start() throws IOException {
    String text = prefix.value();
    int slash = text.lastIndexOf('/');
    String nameStart = text.substring(slash + 1);
    if (slash < 0) {
      push(paths.root(), "", nameStart);
      return;
    }
    Key key = DirectoryTree.key(text.substring(0, slash));
    Path directory = key == null ? null : paths.find(key);
    if (directory != null && paths.isReachable(directory.resolve("any"))) {
      push(directory, text.substring(0, slash + 1), nameStart);
    }
  }

  final void push(Path directory, String base, String nameStart) throws IOException {
    List<String> names = DirectoryTree.names(directory);
    names.removeIf(name -> !name.startsWith(nameStart) || isLeftOut(base + name));
    names.sort(KeyOrder.INSTANCE);
    stack.push(new Frame(directory, base, names.iterator()));
  }

  private @Nullable E advance() throws IOException {
    while (!stack.isEmpty()) {
      Frame frame = stack.peek();
      String name = frame.poll();
      if (name == null) {
        stack.pop();
      } else {
        E entry = name.endsWith("/")
            ? directory(frame.directory.resolve(name), frame.base + name)
            : file(frame, name);
        if (entry != null) {
          return entry;
        }
      }
    }
    return null;
  }

  /**
   * Returns the object with this name; null if the name is not one of an object. A directory is added to the frame
   * again as {@code name/}.
   */
  private @Nullable E file(Frame frame, String name) throws IOException {
    String text = frame.base + name;
    Key key = DirectoryTree.key(text);
    if (key == null) {
      return null;
    }
    BasicFileAttributes attributes = tree.attributes(frame.directory.resolve(name));
    if (attributes == null) {
      return null;
    }
    if (attributes.isDirectory()) {
      frame.directories.add(name + "/");
      return null;
    }
    return attributes.isRegularFile() && !isPassed(text)
        ? object(
            new ObjectEntry(key, attributes.size(), attributes.lastModifiedTime().toInstant()))
        : null;
  }

  private boolean isLeftOut(String text) {
    return text.equals(TemporaryDirectory.NAME)
        || (isPassed(text) && isPassedDirectory(text + "/"));
  }

  final boolean isPassed(String text) {
    return startAfter != null && KeyOrder.INSTANCE.compare(text, startAfter) <= 0;
  }

  /** Returns whether all texts that start with {@code text} sort at or before the start. */
  final boolean isPassedDirectory(String text) {
    return startAfter != null && KeyOrder.INSTANCE.compare(text, startAfter) < 0
        && !startAfter.startsWith(text);
  }

  /** A directory being listed. */
  private static final class Frame {
    private final Path directory;
    /** Common prefix of its keys: empty, or ends with {@code /}. */
    private final String base;
    private final Iterator<String> names;
    private @Nullable String nextName;
    /** Names of directories with a {@code /}, which sort after other names: {@code a.b} is before {@code a/}. */
    private final PriorityQueue<String> directories = new PriorityQueue<>(KeyOrder.INSTANCE);

    Frame(Path directory, String base, Iterator<String> names) {
      this.directory = directory;
      this.base = base;
      this.names = names;
    }

    /**
     * Returns the next name in order, or null at the end. Each directory is returned a second time, with a trailing
     * {@code /}.
     */
    @Nullable
    String poll() {
      if (nextName == null && names.hasNext()) {
        nextName = names.next();
      }
      String name = nextName;
      String first = directories.peek();
      if (first != null && (name == null || KeyOrder.INSTANCE.compare(first, name) < 0)) {
        return directories.poll();
      }
      nextName = null;
      return name;
    }
  }
}
