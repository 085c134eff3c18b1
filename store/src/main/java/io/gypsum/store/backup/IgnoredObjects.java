package io.gypsum.store.backup;

import java.util.List;

/**
 * Objects of the source that are neither copied nor known to gypsum, such as a document of another program.
 *
 * @param keys the first keys or, for several objects, their common prefix; at most {@link BackupReport#MAX_PROBLEMS}
 * @param count number of all of them
 */
public record IgnoredObjects(List<String> keys, long count) {
  /** Nothing was ignored. */
  public static final IgnoredObjects NONE = new IgnoredObjects(List.of(), 0);

  public IgnoredObjects {
    keys = List.copyOf(keys);
  }
}
