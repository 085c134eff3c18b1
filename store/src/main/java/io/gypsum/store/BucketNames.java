package io.gypsum.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;

/**
 * What looks like projects, assets and versions in a store, in the store's order; names that no server takes are left out,
 * and internal ones with them. Fails as a listing does. Thread-safe.
 */
public record BucketNames(ReadStore store) {
  public List<ProjectName> projects() {
    return below(Prefix.ALL, ProjectName::new);
  }

  public List<ProjectAsset> assets(ProjectName project) {
    return below(
        BucketLayout.below(project), name -> new ProjectAsset(project, new AssetName(name)));
  }

  public List<AssetVersion> versions(ProjectAsset asset) {
    return below(
        BucketLayout.below(asset),
        name -> new AssetVersion(asset.project(), asset.asset(), new VersionName(name)));
  }

  private <T> List<T> below(Prefix prefix, Function<String, T> parse) {
    List<T> names = new ArrayList<>();
    try (Stream<ListEntry> entries = store.listLevel(prefix)) {
      entries.forEach(
          entry -> {
            String name = entry.text().substring(prefix.value().length());
            if (entry instanceof ListEntry.PrefixEntry) {
              add(names, name.substring(0, name.length() - 1), parse);
            }
          });
    }
    return names;
  }

  /** Internal names break the rules, too. */
  private static <T> void add(List<T> names, String name, Function<String, T> parse) {
    T parsed;
    try {
      parsed = parse.apply(name);
    } catch (GypsumException e) {
      return;
    }
    names.add(parsed);
  }
}
