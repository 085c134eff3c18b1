package io.gypsum.store.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.bucket.BucketNames.OtherEntries;

/** Collects the objects of a source that a backup does not copy because their purpose is unknown. Thread-safe. */
final class UnknownEntries implements OtherEntries {
  /** Internal prefixes of servers and stores, which are either not copied or copied by {@link LogCopy}. */
  private static final Set<String> KNOWN_PREFIXES =
      Set.of(
          BucketLayout.LOGS.value(), BucketLayout.CHANGES.value(), BucketLayout.STAGING.value(),
          "..tmp/", "..probe/");

  private final List<String> first = new ArrayList<>();
  private long count;

  @Override
  public void onObject(Key key) {
    if (!isKnown(key)) {
      add(key.value());
    }
  }

  @Override
  public void onInternal(Prefix prefix) {
    if (!KNOWN_PREFIXES.contains(prefix.value())) {
      add(prefix.value());
    }
  }

  @Override
  public void onInvalidName(Prefix prefix, String problem) {
    add(prefix.value());
  }

  synchronized void add(String key) {
    count++;
    if (first.size() < BackupReport.MAX_PROBLEMS) {
      first.add(key);
    }
  }

  synchronized IgnoredObjects objects() {
    List<String> sorted = new ArrayList<>(first);
    sorted.sort(null);
    return new IgnoredObjects(sorted, count);
  }

  /** Returns whether a key is that of a document of a project or an asset. */
  private static boolean isKnown(Key key) {
    String[] names = key.value().split("/", -1);
    try {
      if (names.length == 2) {
        ProjectName project = new ProjectName(names[0]);
        return key.equals(BucketLayout.permissions(project))
            || key.equals(BucketLayout.quota(project))
            || key.equals(BucketLayout.usage(project))
            || key.equals(BucketLayout.lock(project));
      }
      return names.length == 3
          && key.equals(
              BucketLayout.latest(
                  new ProjectAsset(new ProjectName(names[0]), new AssetName(names[1]))));
    } catch (GypsumException e) {
      return false;
    }
  }
}
