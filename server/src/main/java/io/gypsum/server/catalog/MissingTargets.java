package io.gypsum.server.catalog;

import java.util.List;
import java.util.function.Predicate;

import io.gypsum.core.name.AssetVersion;

/**
 * Versions that no longer exist although files of another version are links to their files. These links cannot be read.
 *
 * @param versionCount the number of all such versions
 * @param fileCount the number of links to them
 * @param first the first versions by name, at most {@link #MAX_NAMED}
 */
public record MissingTargets(long versionCount, long fileCount, List<MissingTarget> first) {
  /** Maximum number of named versions. */
  public static final int MAX_NAMED = 20;
  public static final MissingTargets NONE = new MissingTargets(0, 0, List.of());

  /** @param files the number of links to its files */
  public record MissingTarget(AssetVersion version, long files) {}

  public MissingTargets {
    first = List.copyOf(first);
  }

  /** Returns the same without named versions that exist again, or that the catalogue does not contain yet. */
  public MissingTargets without(Predicate<AssetVersion> exists) {
    List<MissingTarget> left =
        first.stream().filter(target -> !exists.test(target.version())).toList();
    long files = first.stream().mapToLong(MissingTarget::files).sum()
        - left.stream().mapToLong(MissingTarget::files).sum();
    return new MissingTargets(
        versionCount - (first.size() - left.size()), fileCount - files, left);
  }

  public boolean isEmpty() {
    return versionCount == 0;
  }

  /** Returns the number of versions that are not in {@link #first}. */
  public long more() {
    return versionCount - first.size();
  }
}
