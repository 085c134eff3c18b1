package io.gypsum.client.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.name.UserPath;
import io.gypsum.store.NameFolding;

/**
 * Two files of a version that a file system cannot hold together: it does not distinguish their names or those of directories
 * above them, or the name of one is that of a directory above the other.
 */
public record NameConflict(UserPath first, UserPath second) {
  /** Sorts the paths, so that a message does not depend on their order. */
  public NameConflict {
    if (first.compareTo(second) > 0) {
      UserPath smaller = second;
      second = first;
      first = smaller;
    }
  }

  /** The name under which a file or directory was found first. */
  private record Found(String name, boolean isFile, UserPath path) {}

  /** Returns at most one conflict for each path, in the order of the paths. */
  public static List<NameConflict> find(Collection<UserPath> paths, NameFolding folding) {
    List<NameConflict> conflicts = new ArrayList<>();
    Map<String, Found> found = new HashMap<>();
    String lastDirectory = "";
    for (UserPath path : paths) {
      String text = path.value();
      // The directories of neighbours need not be compared again.
      int from = text.startsWith(lastDirectory) ? lastDirectory.length() : 0;
      Found other = null;
      for (int end = text.indexOf('/', from); other == null; end = text.indexOf('/', end + 1)) {
        boolean isFile = end < 0;
        String name = isFile ? text : text.substring(0, end);
        Found known = found.putIfAbsent(folding.fold(name), new Found(name, isFile, path));
        if (known != null && (isFile || known.isFile || !known.name.equals(name))) {
          other = known;
        }
        if (isFile) {
          break;
        }
      }
      if (other == null) {
        lastDirectory = path.directory();
      } else {
        conflicts.add(new NameConflict(other.path, path));
      }
    }
    return conflicts;
  }

  /** Returns both names, with combining accents escaped, since they may look the same. */
  @Override
  public String toString() {
    return "'" + NameFolding.visible(first.value()) + "' and '"
        + NameFolding.visible(second.value()) + "'";
  }
}
