package io.gypsum.core.decision;

import java.time.Instant;
import java.util.Set;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.AssetVersion;

/**
 * Decides what a user is permitted to do (rest-api.md, section 2).
 *
 * @param administrators logins or organizations in the server's configuration
 */
public record Authorization(Set<String> administrators) {
  public Authorization {
    administrators = Set.copyOf(administrators);
  }

  public boolean isAdministrator(User user) {
    return user.administrator() || user.isAnyOf(administrators);
  }

  /** Returns whether {@code user} may manage a project: an owner or an administrator. */
  public boolean mayManage(User user, Permissions permissions) {
    return isAdministrator(user) || user.isAnyOf(permissions.owners());
  }

  /**
   * Returns the most extensive right that any applicable entry of the permissions grants for this upload at {@code
   * now}.
   */
  public UploadRight uploadRight(
      User user, Permissions permissions, AssetVersion upload, Instant now) {
    if (mayManage(user, permissions)) {
      return UploadRight.TRUSTED;
    }
    UploadRight right = UploadRight.NONE;
    for (Uploader entry : permissions.uploaders()) {
      if (applies(entry, user, upload, now)) {
        if (entry.isTrusted()) {
          return UploadRight.TRUSTED;
        }
        right = UploadRight.UNTRUSTED;
      }
    }
    return right;
  }

  /** Returns whether the permissions contain an entry for {@code user}, even one that has ended or concerns another asset. */
  public static boolean isUploader(User user, Permissions permissions) {
    return permissions.uploaders()
        .stream()
        .anyMatch(entry -> entry.isValid() && user.is(entry.id()));
  }

  private static boolean applies(Uploader entry, User user, AssetVersion upload, Instant now) {
    return entry.isValid()
        && user.is(entry.id())
        && (entry.asset() == null || entry.asset().equals(upload.asset().value()))
        && (entry.version() == null || entry.version().equals(upload.version().value()))
        && (entry.until() == null || !now.isAfter(entry.until().toInstant()));
  }
}
