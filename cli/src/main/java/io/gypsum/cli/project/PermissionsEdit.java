package io.gypsum.cli.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Uploader;
import org.jspecify.annotations.Nullable;

/**
 * A change of permissions: first replacements, then removals, then additions.
 *
 * @param owners the new owners; null to keep the current ones
 * @param uploaders the new uploaders; null to keep the current ones
 * @param removedUploaders the ids of the uploaders to remove
 */
record PermissionsEdit(
    @Nullable List<String> owners, List<String> removedOwners, List<String> addedOwners,
    @Nullable List<Uploader> uploaders, List<String> removedUploaders,
    List<Uploader> addedUploaders) {

  boolean isEmpty() {
    return owners == null && removedOwners.isEmpty() && addedOwners.isEmpty()
        && uploaders == null && removedUploaders.isEmpty() && addedUploaders.isEmpty();
  }

  /** Returns whether all current permissions are kept. */
  boolean onlyAdds() {
    return owners == null && removedOwners.isEmpty() && uploaders == null
        && removedUploaders.isEmpty();
  }

  PermissionsChange additions() {
    return new PermissionsChange(
        addedOwners.isEmpty() ? null : addedOwners,
        addedUploaders.isEmpty() ? null : addedUploaders);
  }

  /** Returns the change to request from the server; its parts are null where they would equal {@code current}. */
  PermissionsChange changeOf(Permissions current) {
    List<String> newOwners = ownersAfter(current.owners());
    List<Uploader> newUploaders = uploadersAfter(current.uploaders());
    return new PermissionsChange(
        newOwners.equals(current.owners()) ? null : newOwners,
        newUploaders.equals(current.uploaders()) ? null : newUploaders);
  }

  private List<String> ownersAfter(List<String> current) {
    List<String> after = new ArrayList<>(owners == null ? current : owners);
    after.removeAll(removedOwners);
    for (String owner : addedOwners) {
      if (!after.contains(owner)) {
        after.add(owner);
      }
    }
    return after;
  }

  /** An added uploader replaces one with the same id, asset and version. */
  private List<Uploader> uploadersAfter(List<Uploader> current) {
    List<Uploader> after = new ArrayList<>(uploaders == null ? current : uploaders);
    after.removeIf(uploader -> removedUploaders.contains(uploader.id()));
    for (Uploader added : addedUploaders) {
      int same = 0;
      while (same < after.size() && !hasSameScope(after.get(same), added)) {
        same++;
      }
      if (same < after.size()) {
        after.set(same, added);
      } else {
        after.add(added);
      }
    }
    return after;
  }

  private static boolean hasSameScope(Uploader one, Uploader other) {
    return one.id().equals(other.id()) && Objects.equals(one.asset(), other.asset())
        && Objects.equals(one.version(), other.version());
  }
}
