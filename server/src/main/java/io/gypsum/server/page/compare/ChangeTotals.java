package io.gypsum.server.page.compare;

import io.gypsum.core.decision.VersionDiff.FileChange;
import io.gypsum.core.decision.VersionDiff.FileTotal;

/**
 * The numbers of changes of each kind, with the sizes that files have on the new side, or had if they were removed.
 *
 * @param growthBytes how much larger the new side is; negative if it is smaller
 */
public record ChangeTotals(
    FileTotal added, FileTotal removed, FileTotal changed, FileTotal moved, long growthBytes) {
  /** No changes. */
  public static final ChangeTotals NONE =
      new ChangeTotals(FileTotal.NONE, FileTotal.NONE, FileTotal.NONE, FileTotal.NONE, 0);

  ChangeTotals plus(FileChange change) {
    long size = change.sizeBytes();
    return switch (change) {
      case FileChange.Added _ ->
          new ChangeTotals(added.plus(size), removed, changed, moved, growthBytes + size);
      case FileChange.Removed _ ->
          new ChangeTotals(added, removed.plus(size), changed, moved, growthBytes - size);
      case FileChange.Changed old ->
          new ChangeTotals(
              added, removed, changed.plus(size), moved, growthBytes + size - old.oldSizeBytes());
      case FileChange.Moved _ ->
          new ChangeTotals(added, removed, changed, moved.plus(size), growthBytes);
    };
  }

  /** Returns the number of all changes. */
  public long files() {
    return added.files() + removed.files() + changed.files() + moved.files();
  }
}
