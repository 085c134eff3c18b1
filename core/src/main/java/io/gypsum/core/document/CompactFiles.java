package io.gypsum.core.document;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * The files of a manifest in arrays: about 40 bytes each and the path, a third of what a map of objects takes, so that versions of a million
 * files can be processed with little memory. Paths and entries are created when they are requested. Unmodifiable once it is
 * complete; the order is that in which the files were added.
 */
final class CompactFiles extends AbstractMap<UserPath, ManifestEntry> {
  private static final int INITIAL_FILES = 8;
  private static final int BYTES_PER_PATH = 32;
  private static final long PRIME = (1L << 61) - 1;
  /** Random, since users choose the paths. */
  private static final long HASH_VARIABLE = new SecureRandom().nextLong(1L << 32, PRIME);

  private int size;
  /** All paths in UTF-8, one after another. */
  private byte[] paths = new byte[INITIAL_FILES * BYTES_PER_PATH];
  /** Where the path of each file ends. */
  private int[] ends = new int[INITIAL_FILES];
  private long[] sizes = new long[INITIAL_FILES];
  /** Two for each file. */
  private long[] md5s = new long[2 * INITIAL_FILES];
  /** By file; null until there is a link. */
  private @Nullable Link @Nullable [] links;
  /** A hash table with linear probing: indexes of files, plus 1. At most half full. */
  private int[] table = new int[2 * INITIAL_FILES];
  /** One instance of each version to which links refer, since many links refer to few versions. */
  private final Map<AssetVersion, AssetVersion> linkedVersions = new HashMap<>();

  /** Adds a file, whose path must be new. */
  void add(UserPath path, ManifestEntry entry) {
    byte[] text = path.value().getBytes(StandardCharsets.UTF_8);
    makeRoom(text.length);
    int start = start(size);
    System.arraycopy(text, 0, paths, start, text.length);
    ends[size] = start + text.length;
    sizes[size] = entry.sizeBytes();
    md5s[2 * size] = entry.md5().high();
    md5s[2 * size + 1] = entry.md5().low();
    if (entry.link() != null) {
      setLink(size, entry.link());
    }
    table[slot(text)] = size + 1;
    size++;
  }

  private void makeRoom(int pathBytes) {
    int end = Math.addExact(start(size), pathBytes);
    if (end > paths.length) {
      long larger = Math.min(Integer.MAX_VALUE - 8L, paths.length * 3L / 2);
      paths = Arrays.copyOf(paths, (int) Math.max(end, larger));
    }
    if (size == ends.length) {
      int capacity = size + size / 2;
      ends = Arrays.copyOf(ends, capacity);
      sizes = Arrays.copyOf(sizes, capacity);
      md5s = Arrays.copyOf(md5s, 2 * capacity);
      links = links == null ? null : Arrays.copyOf(links, capacity);
    }
    if (2 * (size + 1) > table.length) {
      table = new int[2 * table.length];
      for (int i = 0; i < size; i++) {
        table[slot(Arrays.copyOfRange(paths, start(i), ends[i]))] = i + 1;
      }
    }
  }

  private void setLink(int index, Link link) {
    if (links == null) {
      links = new Link[ends.length];
    }
    FileAddress ancestor = link.ancestor();
    links[index] = new Link(shared(link.target()), ancestor == null ? null : shared(ancestor));
  }

  private FileAddress shared(FileAddress file) {
    AssetVersion version = linkedVersions.computeIfAbsent(file.version(), name -> name);
    return new FileAddress(version, file.path());
  }

  private int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** Returns the index of a path in the table, or the index at which to add it. */
  private int slot(byte[] text) {
    int slot = (int) (hash(text) >>> (61 - Integer.numberOfTrailingZeros(table.length)));
    while (table[slot] != 0 && !isPath(table[slot] - 1, text)) {
      slot = slot + 1 == table.length ? 0 : slot + 1;
    }
    return slot;
  }

  /** Returns a polynomial modulo 2^61 - 1; an attacker who does not know its variable cannot construct collisions. */
  private static long hash(byte[] text) {
    long hash = text.length;
    for (byte b : text) {
      long low = hash * HASH_VARIABLE;
      long high = Math.multiplyHigh(hash, HASH_VARIABLE);
      hash = (low & PRIME) + ((low >>> 61) | (high << 3)) + (b & 0xff);
      hash = (hash & PRIME) + (hash >>> 61);
    }
    return hash == PRIME ? 0 : hash & PRIME;
  }

  private boolean isPath(int index, byte[] text) {
    return Arrays.equals(paths, start(index), ends[index], text, 0, text.length);
  }

  /** Returns the position of a file in the order of this map; -1 if there is no such file. */
  int indexOf(UserPath path) {
    return table[slot(path.value().getBytes(StandardCharsets.UTF_8))] - 1;
  }

  private UserPath path(int index) {
    int start = start(index);
    return new UserPath(new String(paths, start, ends[index] - start, StandardCharsets.UTF_8));
  }

  private ManifestEntry entry(int index) {
    return new ManifestEntry(
        sizes[index], new Md5(md5s[2 * index], md5s[2 * index + 1]),
        links == null ? null : links[index]);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean containsKey(Object key) {
    return key instanceof UserPath path && indexOf(path) >= 0;
  }

  @Override
  public @Nullable ManifestEntry get(Object key) {
    int index = key instanceof UserPath path ? indexOf(path) : -1;
    return index < 0 ? null : entry(index);
  }

  @Override
  public Set<Map.Entry<UserPath, ManifestEntry>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public Iterator<Map.Entry<UserPath, ManifestEntry>> iterator() {
        return new EntryIterator();
      }
    };
  }

  private final class EntryIterator implements Iterator<Map.Entry<UserPath, ManifestEntry>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < size;
    }

    @Override
    public Map.Entry<UserPath, ManifestEntry> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int index = next++;
      return Map.entry(path(index), entry(index));
    }
  }
}
