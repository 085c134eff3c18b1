package io.gypsum.store;

/**
 * Numbers of calls of a store by kind. Tests write the expected numbers as a sum:
 * {@code StoreCounts.heads(1).plus(StoreCounts.puts(3))}.
 *
 * @param lists number of listings
 * @param listPages number of requests for the entries that were read, with {@link #PAGE_ENTRIES} entries per page: at least
 *     one for each listing
 * @param deletes number of calls, for any number of keys
 * @param deletedKeys total number of keys of those calls
 */
public record StoreCounts(
    long heads, long gets, long puts, long deletes, long deletedKeys, long lists, long listPages,
    long localFiles) {
  /** Page size of S3. */
  public static final int PAGE_ENTRIES = 1000;

  public static final StoreCounts NONE = new StoreCounts(0, 0, 0, 0, 0, 0, 0, 0);

  static final StoreCounts HEAD = heads(1);
  static final StoreCounts GET = gets(1);
  static final StoreCounts PUT = puts(1);
  static final StoreCounts LIST = lists(1, 1);
  static final StoreCounts NEXT_PAGE = lists(0, 1);
  static final StoreCounts LOCAL_FILE = localFiles(1);

  public static StoreCounts heads(long calls) {
    return new StoreCounts(calls, 0, 0, 0, 0, 0, 0, 0);
  }

  public static StoreCounts gets(long calls) {
    return new StoreCounts(0, calls, 0, 0, 0, 0, 0, 0);
  }

  public static StoreCounts puts(long calls) {
    return new StoreCounts(0, 0, calls, 0, 0, 0, 0, 0);
  }

  public static StoreCounts deletes(long calls, long keys) {
    return new StoreCounts(0, 0, 0, calls, keys, 0, 0, 0);
  }

  public static StoreCounts lists(long calls, long pages) {
    return new StoreCounts(0, 0, 0, 0, 0, calls, pages, 0);
  }

  public static StoreCounts localFiles(long calls) {
    return new StoreCounts(0, 0, 0, 0, 0, 0, 0, calls);
  }

  public StoreCounts plus(StoreCounts more) {
    return new StoreCounts(
        heads + more.heads, gets + more.gets, puts + more.puts, deletes + more.deletes,
        deletedKeys + more.deletedKeys, lists + more.lists, listPages + more.listPages,
        localFiles + more.localFiles);
  }
}
