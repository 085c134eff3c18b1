package io.gypsum.client;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Uploader;

/** Adds to permissions what is not there. */
final class PermissionsMerge {
  private PermissionsMerge() {}

  /** Order is kept; what replaces another takes its place. Merging the same twice changes nothing. */
  static PermissionsChange appended(Permissions there, PermissionsChange added) {
    List<String> owners = added.owners();
    List<Uploader> uploaders = added.uploaders();
    return new PermissionsChange(
        owners == null ? null : owners(there.owners(), owners),
        uploaders == null ? null : uploaders(there.uploaders(), uploaders));
  }

  private static List<String> owners(List<String> there, List<String> added) {
    Set<String> owners = new LinkedHashSet<>(there);
    owners.addAll(added);
    return List.copyOf(owners);
  }

  private static List<Uploader> uploaders(List<Uploader> there, List<Uploader> added) {
    List<Uploader> uploaders = new ArrayList<>(there);
    for (Uploader one : added) {
      int place = 0;
      while (place < uploaders.size() && !isSameRight(uploaders.get(place), one)) {
        place++;
      }
      if (place < uploaders.size()) {
        uploaders.set(place, one);
      } else {
        uploaders.add(one);
      }
    }
    return List.copyOf(uploaders);
  }

  /** Until when, and whether trusted, is what is said of a right, not which right it is. */
  private static boolean isSameRight(Uploader a, Uploader b) {
    return a.id().equals(b.id())
        && Objects.equals(a.asset(), b.asset())
        && Objects.equals(a.version(), b.version());
  }
}
