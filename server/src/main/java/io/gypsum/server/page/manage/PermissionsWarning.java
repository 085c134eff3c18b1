package io.gypsum.server.page.manage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.gypsum.core.Printable;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;
import io.gypsum.server.operation.PermissionsDifference;

/**
 * Something that a user may not intend with a change of permissions.
 *
 * @param isSevere whether the user, or all owners, lose the right to undo the change
 * @param text one or two sentences, printable
 */
public record PermissionsWarning(boolean isSevere, String text) {
  /** Warnings of the same kind about further entries are left out. */
  private static final int MAX_WARNINGS = 20;

  /** @param isAdministrator whether the user keeps the right to manage every project */
  record Context(User user, boolean isAdministrator, Instant now) {}

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
    for (Uploader entry : PermissionsDifference.without(after.uploaders(), before.uploaders())) {
      add(entry, context.now(), assetExists, warnings);
    }
    return List.copyOf(warnings.subList(0, Math.min(MAX_WARNINGS, warnings.size())));
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
