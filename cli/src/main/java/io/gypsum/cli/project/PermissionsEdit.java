package io.gypsum.cli.project;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Uploader;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants changed of permissions: first replaced, then removed, then added.
 *
 * @param owners all that shall stay before the others apply; null for those there are
 * @param uploaders likewise
 * @param removedUploaders their ids
 */
record PermissionsEdit(
    @Nullable List<String> owners, List<String> removedOwners, List<String> addedOwners,
    @Nullable List<Uploader> uploaders, List<String> removedUploaders,
    List<Uploader> addedUploaders) {

  boolean isNothing() {
    return owners == null && removedOwners.isEmpty() && addedOwners.isEmpty()
        && uploaders == null && removedUploaders.isEmpty() && addedUploaders.isEmpty();
  }

  /** Whether everything that is there stays. */
  boolean onlyAdds() {
    return owners == null && removedOwners.isEmpty() && uploaders == null
        && removedUploaders.isEmpty();
  }

  PermissionsChange additions() {
    return new PermissionsChange(
        addedOwners.isEmpty() ? null : addedOwners,
        addedUploaders.isEmpty() ? null : addedUploaders);
  }

  /** What to ask of the server; null for what stays as it is in {@code now}. */
  PermissionsChange changeOf(Permissions now) {
    List<String> newOwners = ownersAfter(now.owners());
    List<Uploader> newUploaders = uploadersAfter(now.uploaders());
    return new PermissionsChange(
        newOwners.equals(now.owners()) ? null : newOwners,
        newUploaders.equals(now.uploaders()) ? null : newUploaders);
  }

  private List<String> ownersAfter(List<String> now) {
    List<String> after = new ArrayList<>(owners == null ? now : owners);
    after.removeAll(removedOwners);
    for (String owner : addedOwners) {
      if (!after.contains(owner)) {
        after.add(owner);
      }
    }
    return after;
  }

  /** An added uploader takes the place of one with the same id for the same asset and version. */
  private List<Uploader> uploadersAfter(List<Uploader> now) {
    List<Uploader> after = new ArrayList<>(uploaders == null ? now : uploaders);
    after.removeIf(uploader -> removedUploaders.contains(uploader.id()));
    for (Uploader added : addedUploaders) {
      int same = 0;
      while (same < after.size() && !isSameRight(after.get(same), added)) {
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

  private static boolean isSameRight(Uploader one, Uploader other) {
    return one.id().equals(other.id()) && Objects.equals(one.asset(), other.asset())
        && Objects.equals(one.version(), other.version());
  }
}
