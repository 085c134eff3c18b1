package io.gypsum.metadata.index;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A bounded cache of the row ids of texts; the most recently used texts stay in it. Texts are in arrays, not in objects of
 * their own, which the garbage collector would have to move: most words of an index are used once and replaced. Not thread-safe.
 */
final class RecentIds {
  /** Longer texts are rare, and are not cached. */
  static final int MAX_CHARS = 256;
  /** The space for texts, for each of them; if they are longer, fewer are cached. */
  private static final int MEAN_CHARS = 12;

  private final int maxTexts;
  /** When the young half is full it becomes the old half, and the texts of the previous old half are dropped. */
  private Half young;
  private @Nullable Half old;
  private boolean hasDropped;

  /** @param maxTexts maximum number of cached texts, at least 2 */
  RecentIds(int maxTexts) {
    this.maxTexts = maxTexts;
    this.young = new Half(maxTexts / 2);
  }

  /** Returns the id of a text, or 0 if the text is not cached. */
  long get(String text) {
    long id = young.get(text);
    if (id == 0 && old != null) {
      id = old.get(text);
      if (id != 0) {
        put(text, id);
      }
    }
    return id;
  }

  /**
   * Adds a text of at most {@link #MAX_CHARS} that is not cached.
   *
   * @param id not 0
   */
  void put(String text, long id) {
    if (!young.hasRoom(text)) {
      Half dropped = old;
      old = young;
      if (dropped == null) {
        young = new Half(maxTexts / 2);
      } else {
        hasDropped = true;
        dropped.clear();
        young = dropped;
      }
    }
    young.add(text, id);
  }

  /** Returns whether a text that was added may not be cached any more. */
  boolean hasDropped() {
    return hasDropped;
  }

  /** A hash table with linear probing. The texts have the numbers 1 to {@link #size}. */
  private static final class Half {
    /** The number of the text at each place; 0 for none. At most half of the places are used. */
    private final int[] places;
    private final int[] hashes;
    private final long[] ids;
    /** The end of each text in {@link #chars}; the text with the next number starts there. */
    private final int[] ends;
    private final char[] chars;
    private int size;

    Half(int maxTexts) {
      places = new int[2 * Integer.highestOneBit(2 * maxTexts - 1)];
      hashes = new int[maxTexts + 1];
      ids = new long[maxTexts + 1];
      ends = new int[maxTexts + 1];
      chars = new char[Math.max(MAX_CHARS, MEAN_CHARS * maxTexts)];
    }

    boolean hasRoom(String text) {
      return size + 1 < ends.length && ends[size] + text.length() <= chars.length;
    }

    long get(String text) {
      return ids[places[place(text)]];
    }

    void add(String text, long id) {
      int place = place(text);
      int start = ends[size];
      size++;
      places[place] = size;
      hashes[size] = text.hashCode();
      ids[size] = id;
      ends[size] = start + text.length();
      text.getChars(0, text.length(), chars, start);
    }

    /** Returns the place of a text, or the free place for it. */
    private int place(String text) {
      int hash = text.hashCode();
      int mask = places.length - 1;
      int place = (hash ^ (hash >>> 16)) & mask;
      while (places[place] != 0 && !isText(places[place], text, hash)) {
        place = (place + 1) & mask;
      }
      return place;
    }

    private boolean isText(int number, String text, int hash) {
      int start = ends[number - 1];
      if (hashes[number] != hash || ends[number] - start != text.length()) {
        return false;
      }
      for (int i = 0; i < text.length(); i++) {
        if (chars[start + i] != text.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    void clear() {
      Arrays.fill(places, 0);
      size = 0;
    }
  }
}
