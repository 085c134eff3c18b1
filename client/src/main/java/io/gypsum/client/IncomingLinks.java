package io.gypsum.client;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

import io.gypsum.core.name.AssetVersion;

/**
 * The files of other versions of a project that are links to a version or asset, and cannot be read any more once it is
 * deleted.
 *
 * <pre>{@code
 * IncomingLinks links = gypsum.findLinksTo(AssetVersion.parse("my-project/counts/v1"));
 * boolean isSafe = links.filesByVersion().isEmpty() && links.isComplete();
 * }</pre>
 *
 * @param filesByVersion the number of such files in each version that has any
 * @param isComplete whether all versions of the project were examined; links of other projects never are
 */
public record IncomingLinks(SortedMap<AssetVersion, Integer> filesByVersion, boolean isComplete) {
  public IncomingLinks {
    SortedMap<AssetVersion, Integer> copy = new TreeMap<>(filesByVersion.comparator());
    copy.putAll(filesByVersion);
    filesByVersion = Collections.unmodifiableSortedMap(copy);
  }

  /** Returns the number of all files. */
  public int files() {
    return filesByVersion.values().stream().mapToInt(Integer::intValue).sum();
  }
}
