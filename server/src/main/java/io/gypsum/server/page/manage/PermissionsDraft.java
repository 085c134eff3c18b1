package io.gypsum.server.page.manage;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Uploader;
import io.gypsum.server.operation.PermissionsDifference;
import org.jspecify.annotations.Nullable;

/**
 * Changes of single entries of permissions. Each names the entry that it changes, not its position, so a draft can also be
 * applied to permissions that another request has changed: changes of other entries are kept.
 *
 * @param added replaces an entry with the same id, asset and version
 */
record PermissionsDraft(
    List<String> removedOwners, List<String> addedOwners, List<EntryChange> changes,
    List<Uploader> added) {
  PermissionsDraft {
    removedOwners = List.copyOf(removedOwners);
    addedOwners = List.copyOf(addedOwners);
    changes = List.copyOf(changes);
    added = List.copyOf(added);
  }

  /** @param becomes null to remove the entry */
  record EntryChange(Uploader entry, @Nullable Uploader becomes) {}

  /**
   * Permissions after a draft.
   *
   * @param missing the entries that should be changed but do not exist any more
   */
  record Result(Permissions permissions, List<Uploader> missing) {
    Result {
      missing = List.copyOf(missing);
    }

    /** Returns the request that leads from {@code current} to these permissions. */
    PermissionsChange changeOf(Permissions current) {
      return new PermissionsChange(
          permissions.owners().equals(current.owners()) ? null : permissions.owners(),
          permissions.uploaders().equals(current.uploaders()) ? null : permissions.uploaders());
    }
  }

  Result applyTo(Permissions current) {
    List<String> owners = new ArrayList<>(current.owners());
    owners.removeAll(removedOwners);
    for (String owner : addedOwners) {
      if (!owners.contains(owner)) {
        owners.add(owner);
      }
    }
    List<Uploader> uploaders = new ArrayList<>(current.uploaders());
    List<Uploader> missing = new ArrayList<>();
    for (EntryChange change : changes) {
      int index = uploaders.indexOf(change.entry());
      if (index < 0) {
        // The same change has already been made, possibly by an earlier attempt of this request.
        if (change.becomes() != null && !uploaders.contains(change.becomes())) {
          missing.add(change.entry());
        }
      } else if (change.becomes() == null) {
        uploaders.remove(index);
      } else {
        uploaders.set(index, change.becomes());
      }
    }
    added.forEach(uploader -> add(uploaders, uploader));
    return new Result(new Permissions(owners, uploaders), missing);
  }

  private static void add(List<Uploader> uploaders, Uploader added) {
    for (int i = 0; i < uploaders.size(); i++) {
      if (PermissionsDifference.hasSameScope(uploaders.get(i), added)) {
        uploaders.set(i, added);
        return;
      }
    }
    uploaders.add(added);
  }
}
