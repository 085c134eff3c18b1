package io.gypsum.store.bucket;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ReadStore;

/**
 * Lists the projects, assets and versions of a bucket: every name below which there is an object, in key order. Each call
 * is one listing, whose names are in memory. Internal and invalid names and the objects of a level are not part of the
 * result; {@code others} receives them. Throws what the listing throws. Thread-safe if {@code others} is.
 */
public record BucketNames(ReadStore store, OtherEntries others) {
  /** Receives the entries of a level that are not names, in the calling thread and in the order of the listing. */
  public interface OtherEntries {
    OtherEntries IGNORED = new OtherEntries() {};

    /** Receives an object of the level, such as a document of the project. */
    default void onObject(Key key) {}

    /** Receives the prefix of an internal name, such as {@code ..logs/}. */
    default void onInternal(Prefix prefix) {}

    /**
     * Receives the prefix of a name that is not valid.
     *
     * @param problem the rule that the name breaks
     */
    default void onInvalidName(Prefix prefix, String problem) {}
  }

  /** Ignores all entries that are not names. */
  public BucketNames(ReadStore store) {
    this(store, OtherEntries.IGNORED);
  }

  public List<ProjectName> projects() {
    return below(Prefix.ALL, ProjectName::new);
  }

  public List<ProjectAsset> assets(ProjectName project) {
    return below(
        BucketLayout.below(project), name -> new ProjectAsset(project, new AssetName(name)));
  }

  /** Lists all versions, unfinished ones included. */
  public List<AssetVersion> versions(ProjectAsset asset) {
    return below(
        BucketLayout.below(asset),
        name -> new AssetVersion(asset.project(), asset.asset(), new VersionName(name)));
  }

  private <T> List<T> below(Prefix parent, Function<String, T> parse) {
    List<T> names = new ArrayList<>();
    try (Stream<ListEntry> level = store.listLevel(parent)) {
      level.forEach(entry -> {
        if (entry instanceof ListEntry.ObjectEntry object) {
          others.onObject(object.key());
        } else {
          addName(new Prefix(entry.text()), parent, parse, names);
        }
      });
    }
    return names;
  }

  private <T> void addName(
      Prefix prefix, Prefix parent, Function<String, T> parse, List<T> names) {
    String text = prefix.value();
    String name = text.substring(parent.value().length(), text.length() - 1);
    if (name.startsWith("..")) {
      others.onInternal(prefix);
      return;
    }
    T parsed;
    try {
      parsed = parse.apply(name);
    } catch (GypsumException e) {
      others.onInvalidName(prefix, e.reason());
      return;
    }
    names.add(parsed);
  }
}
