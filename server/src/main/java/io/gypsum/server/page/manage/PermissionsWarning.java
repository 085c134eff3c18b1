package io.gypsum.server.page.manage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.gypsum.core.Printable;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;
import io.gypsum.server.operation.PermissionsDifference;
import org.jspecify.annotations.Nullable;

/**
 * Something that a user may not intend with a change of permissions.
 *
 * @param isSevere whether the user, or all owners, lose the right to undo the change
 * @param text one or two sentences, printable
 */
public record PermissionsWarning(boolean isSevere, String text) {
  /** Warnings of the same kind about further entries are left out. */
  private static final int MAX_WARNINGS = 20;

  /**
   * @param isAdministrator whether the user keeps the right to manage every project
   * @param knownIds all logins and organizations; null if this server does not have local accounts
   */
  record Context(
      User user, boolean isAdministrator, Instant now, @Nullable Set<String> knownIds) {}

  /** @param assetExists returns whether the project has an asset of that name; true if that is unknown */
  static List<PermissionsWarning> of(
      Permissions before, Permissions after, Context context, Predicate<String> assetExists) {
    List<PermissionsWarning> warnings = new ArrayList<>();
    User user = context.user();
    if (!before.owners().isEmpty() && after.owners().isEmpty()) {
      warnings.add(
          new PermissionsWarning(
              true,
              "The last owner is removed. Only administrators can manage the project afterwards."));
    }
    if (user.isAnyOf(before.owners()) && !user.isAnyOf(after.owners())) {
      warnings.add(
          context.isAdministrator()
              ? new PermissionsWarning(
                  false,
                  "You remove yourself from the owners. You can still manage the project as an"
                      + " administrator.")
              : new PermissionsWarning(
                  true,
                  "You remove yourself from the owners. You cannot manage the project afterwards, and"
                      + " only another owner or an administrator can add you again."));
    }
    addUnknownIds(before, after, context.knownIds(), warnings);
    for (Uploader entry : PermissionsDifference.without(after.uploaders(), before.uploaders())) {
      add(entry, context.now(), assetExists, warnings);
    }
    return List.copyOf(warnings.subList(0, Math.min(MAX_WARNINGS, warnings.size())));
  }

  private static void addUnknownIds(
      Permissions before, Permissions after, @Nullable Set<String> known,
      List<PermissionsWarning> warnings) {
    Set<String> ids = ids(after);
    ids.removeAll(ids(before));
    if (known != null) {
      ids.removeAll(known);
      ids.forEach(
          id -> warnings.add(
              warning(
                  "This server has neither an account nor an organization '" + Printable.value(id)
                      + "'. Check the spelling.")));
    } else if (!ids.isEmpty()) {
      warnings.add(
          warning(
              "This server cannot check whether "
                  + ids.stream()
                      .limit(MAX_WARNINGS)
                      .map(id -> "'" + Printable.value(id) + "'")
                      .collect(Collectors.joining(", "))
                  + (ids.size() == 1 ? " exists" : " exist") + ". Check the spelling."));
    }
  }

  private static Set<String> ids(Permissions permissions) {
    Set<String> ids = new TreeSet<>(permissions.owners());
    permissions.uploaders().stream().filter(Uploader::isValid).map(Uploader::id).forEach(ids::add);
    return ids;
  }

  private static void add(
      Uploader entry, Instant now, Predicate<String> assetExists,
      List<PermissionsWarning> warnings) {
    String id = "'" + Printable.value(entry.id()) + "'";
    if (entry.until() != null && now.isAfter(entry.until().toInstant())) {
      warnings.add(
          warning(
              "The right of " + id + " ended at "
                  + PermissionsDifference.exact(entry.until().toInstant())
                  + ", which is in the past, so it permits nothing."));
    }
    if (entry.asset() == null && entry.version() == null && entry.until() == null) {
      warnings.add(
          warning(
              id + " may upload to all assets, also new ones, without end"
                  + (entry.isTrusted() ? " and without approval." : ".")));
    }
    if (entry.asset() != null && !assetExists.test(entry.asset())) {
      warnings.add(
          warning(
              "The project has no asset '" + Printable.value(entry.asset())
                  + "' yet. Check the name; the first upload of " + id + " creates the asset."));
    }
  }

  private static PermissionsWarning warning(String text) {
    return new PermissionsWarning(false, text);
  }
}
