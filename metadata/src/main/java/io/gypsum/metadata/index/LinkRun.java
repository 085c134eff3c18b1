package io.gypsum.metadata.index;

import io.gypsum.core.GypsumException;

/**
 * A bounded number of links, which are added in the order of their documents and sorted by term, field and document. A link
 * is a key, which contains the term and the field, and a document. Not thread-safe.
 */
final class LinkRun {
  private static final int DIGIT_BITS = 8;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private long[] keys;
  private int[] pids;
  /** The arrays into which the next digit is sorted; they change places with those above. */
  private long[] nextKeys;
  private int[] nextPids;
  private int size;

  /** @param maxLinks the number of links for which there is space */
  LinkRun(int maxLinks) {
    keys = new long[maxLinks];
    pids = new int[maxLinks];
    nextKeys = new long[maxLinks];
    nextPids = new int[maxLinks];
  }

  /**
   * Returns a key; the order of keys is that of the terms, then of the fields.
   *
   * @throws GypsumException INVALID if an id has more than 31 bits
   */
  static long key(long tid, long fid) {
    return ((long) requireInt(tid) << Integer.SIZE) | requireInt(fid);
  }

  static long tid(long key) {
    return key >>> Integer.SIZE;
  }

  static long fid(long key) {
    return key & 0xffff_ffffL;
  }

  private static int requireInt(long id) {
    if (id < 0 || id > Integer.MAX_VALUE) {
      throw GypsumException.invalid(
          "too many documents for one index: at most " + Integer.MAX_VALUE
              + " documents, search terms and fields are supported");
    }
    return (int) id;
  }

  /** @param pid not less than that of the previous link */
  void add(long key, long pid) {
    keys[size] = key;
    pids[size] = requireInt(pid);
    size++;
  }

  boolean isFull() {
    return size == keys.length;
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /**
   * Sorts the links with a radix sort: digit by digit from the lowest one. Each pass keeps the order of equal digits, so
   * that links with the same key stay in the order of their documents.
   */
  void sort() {
    for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
      int[] ends = new int[DIGITS];
      for (int i = 0; i < size; i++) {
        ends[digit(keys[i], shift)]++;
      }
      // Most digits are 0 in all keys.
      if (size > 0 && ends[digit(keys[0], shift)] < size) {
        sort(shift, ends);
      }
    }
  }

  /** @param counts how often each digit occurs */
  private void sort(int shift, int[] counts) {
    int start = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      int count = counts[digit];
      counts[digit] = start;
      start += count;
    }
    for (int i = 0; i < size; i++) {
      int to = counts[digit(keys[i], shift)]++;
      nextKeys[to] = keys[i];
      nextPids[to] = pids[i];
    }
    long[] sortedKeys = nextKeys;
    nextKeys = keys;
    keys = sortedKeys;
    int[] sortedPids = nextPids;
    nextPids = pids;
    pids = sortedPids;
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & (DIGITS - 1);
  }

  /** Returns the keys; those from {@link #size} on are undefined. */
  long[] keys() {
    return keys;
  }

  int[] pids() {
    return pids;
  }
}
