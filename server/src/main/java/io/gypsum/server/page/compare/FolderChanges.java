package io.gypsum.server.page.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.gypsum.core.decision.VersionDiff;
import io.gypsum.core.decision.VersionDiff.FileChange;

/**
 * The changes in a folder and all folders below it. A moved file belongs to its new folder.
 *
 * @param folder empty for the whole version, otherwise with a trailing {@code /}
 * @param totals of all changes in the folder
 * @param subfolders the direct subfolders with changes, by name; those after the first {@link #MAX_SUBFOLDERS} are left out
 * @param subfolderCount the number of direct subfolders with changes
 * @param listed the changes of the page that is shown, in the order of their paths
 * @param listedCount the number of changes on all pages
 */
public record FolderChanges(
    String folder, ChangeTotals totals, List<Subfolder> subfolders, int subfolderCount,
    List<FileChange> listed, long listedCount) {
  public static final int MAX_SUBFOLDERS = 100;

  public FolderChanges {
    subfolders = List.copyOf(subfolders);
    listed = List.copyOf(listed);
  }

  /** @param path with a trailing {@code /} */
  public record Subfolder(String path, ChangeTotals totals) {}

  /**
   * The changes that a page lists.
   *
   * @param offset the number of changes before them
   * @param limit their maximum number
   */
  public record Selection(String folder, ChangeKind kind, long offset, int limit) {}

  /** Selects changes of a comparison. */
  public static FolderChanges of(VersionDiff diff, Selection selection) {
    String folder = selection.folder();
    ChangeTotals totals = ChangeTotals.NONE;
    SortedMap<String, ChangeTotals> subfolders = new TreeMap<>();
    List<FileChange> listed = new ArrayList<>();
    long matching = 0;
    for (FileChange change : diff.changes()) {
      String path = change.path().value();
      if (!path.startsWith(folder)) {
        continue;
      }
      totals = totals.plus(change);
      int slash = path.indexOf('/', folder.length());
      if (slash >= 0) {
        subfolders.merge(
            path.substring(0, slash + 1), ChangeTotals.NONE.plus(change),
            (known, one) -> known.plus(change));
      }
      if (selection.kind().includes(change)) {
        if (matching >= selection.offset() && listed.size() < selection.limit()) {
          listed.add(change);
        }
        matching++;
      }
    }
    List<Subfolder> shown =
        subfolders.entrySet()
            .stream()
            .limit(MAX_SUBFOLDERS)
            .map(each -> new Subfolder(each.getKey(), each.getValue()))
            .toList();
    return new FolderChanges(folder, totals, shown, subfolders.size(), listed, matching);
  }
}
