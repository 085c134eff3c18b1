package io.gypsum.server.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.page.folder.FileTree;
import io.gypsum.server.page.plot.Figure;
import io.gypsum.server.page.plot.FileTypesPlot;

/**
 * Figures that are computed from all files of a version.
 *
 * @param ownBytes the size of the files that are not links
 * @param linkedVersions the versions that contain the linked files, most files first
 * @param moreLinkedVersions the number of versions that are left out
 */
public record VersionDigest(
    Figure fileTypes, int linkCount, long ownBytes, List<LinkedVersion> linkedVersions,
    int moreLinkedVersions) {
  private static final int MAX_VERSIONS = 20;

  public VersionDigest {
    linkedVersions = List.copyOf(linkedVersions);
  }

  /** @param files the number of links */
  public record LinkedVersion(AssetVersion version, long files) {}

  /** Computes digests, and keeps them as long as their trees are cached. Thread-safe. */
  static final class Digests {
    private final Cache<FileTree, VersionDigest> byTree =
        Caffeine.newBuilder().weakKeys().build();

    VersionDigest of(FileTree tree) {
      return byTree.get(tree, VersionDigest::compute);
    }
  }

  private static VersionDigest compute(FileTree tree) {
    FileTypesPlot.Sum types = new FileTypesPlot.Sum();
    Map<AssetVersion, Long> linked = new HashMap<>();
    long[] ownBytes = {0};
    tree.forEachFile((path, entry) -> {
      types.add(path.value(), entry.sizeBytes());
      if (entry.link() == null) {
        ownBytes[0] += entry.sizeBytes();
      } else {
        linked.merge(entry.link().source().version(), 1L, Long::sum);
      }
    });
    List<LinkedVersion> versions = new ArrayList<>();
    linked.forEach((version, files) -> versions.add(new LinkedVersion(version, files)));
    versions.sort(
        Comparator.comparingLong(LinkedVersion::files)
            .reversed()
            .thenComparing(each -> each.version().toString()));
    int shown = Math.min(MAX_VERSIONS, versions.size());
    return new VersionDigest(
        types.plot(), (int) versions.stream().mapToLong(LinkedVersion::files).sum(), ownBytes[0],
        versions.subList(0, shown), versions.size() - shown);
  }
}
