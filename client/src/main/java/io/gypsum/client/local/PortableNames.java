package io.gypsum.client.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import io.gypsum.core.Printable;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.NameFolding;
import org.jspecify.annotations.Nullable;

/** Finds the files of a version that cannot be downloaded on every operating system. */
public final class PortableNames {
  /** Maximum number of names in one warning. */
  public static final int MAX_NAMED = 10;

  private PortableNames() {}

  /** Returns warnings for a user who is about to publish files with these paths; empty if all names are portable. */
  public static List<String> warnings(Collection<UserPath> paths) {
    List<String> warnings = new ArrayList<>();
    List<NameConflict> conflicts = NameConflict.find(paths, NameFolding.ALL);
    if (!conflicts.isEmpty()) {
      warnings.add(
          "names that macOS or Windows does not distinguish, so that the version cannot be downloaded"
              + " there: " + listed(conflicts));
    }
    List<String> problems =
        paths.stream().map(PortableNames::windowsProblem).filter(Objects::nonNull).toList();
    if (!problems.isEmpty()) {
      warnings.add(
          "names that Windows does not support, so that the version cannot be downloaded there: "
              + listed(problems));
    }
    return warnings;
  }

  private static @Nullable String windowsProblem(UserPath path) {
    for (String name : path.value().split("/", -1)) {
      String problem = WindowsNames.problem(name);
      if (problem != null) {
        return "'" + Printable.value(path.value()) + "' ("
            + (name.equals(path.value()) ? "" : "'" + Printable.value(name) + "' ") + problem + ")";
      }
    }
    return null;
  }

  /** Returns the first items and the number of the others. */
  public static String listed(List<?> items) {
    String text =
        String.join("; ", items.stream().limit(MAX_NAMED).map(Object::toString).toList());
    int more = items.size() - MAX_NAMED;
    return more > 0 ? text + "; and " + more + " more" : text;
  }
}
