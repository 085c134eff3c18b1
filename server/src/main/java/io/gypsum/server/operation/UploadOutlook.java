package io.gypsum.server.operation;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

import io.gypsum.core.Printable;
import io.gypsum.core.decision.Authorization;
import io.gypsum.core.decision.UploadRight;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.AssetVersion;

/**
 * What will happen to an upload of a user, and why.
 *
 * @param isOnProbation whether the version will be on probation, because the user has to or wants to
 * @param text a sentence for the user
 */
public record UploadOutlook(UploadRight right, boolean isOnProbation, String text) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'");
  private static final int MAX_OWNERS = 3;

  /**
   * Decides as the start of the upload would at {@code now}.
   *
   * @param wantsProbation whether the user has chosen probation
   */
  public static UploadOutlook of(
      Authorization authorization, User user, Permissions permissions, AssetVersion version,
      boolean wantsProbation, Instant now) {
    UploadRight right = authorization.uploadRight(user, permissions, version, now);
    return new UploadOutlook(
        right, right == UploadRight.UNTRUSTED || (right == UploadRight.TRUSTED && wantsProbation),
        switch (right) {
          case TRUSTED ->
              wantsProbation
                  ? "The version will be on probation until " + owners(permissions)
                      + " approves it, because you have chosen probation."
                  : "The version will be published at once, because "
                      + trust(authorization, user, permissions) + ".";
          case UNTRUSTED ->
              "The version will be on probation until " + owners(permissions)
                  + " approves it, because your uploads need approval.";
          case NONE ->
              "You may not upload this version: " + refusal(user, permissions, version, now);
        });
  }

  private static String trust(Authorization authorization, User user, Permissions permissions) {
    if (authorization.isAdministrator(user)) {
      return "you are an administrator";
    }
    return user.isAnyOf(permissions.owners())
        ? "you are an owner of the project"
        : "the project trusts your uploads";
  }

  private static String owners(Permissions permissions) {
    List<String> owners = permissions.owners();
    if (owners.isEmpty()) {
      return "an administrator";
    }
    String names =
        owners.stream().limit(MAX_OWNERS).map(Printable::value).collect(Collectors.joining(", "));
    return "an owner of the project (" + names + (owners.size() > MAX_OWNERS ? " or others" : "")
        + ")";
  }

  /**
   * Returns the reason that is easiest to resolve: a permission that has ended, otherwise one for other assets or
   * versions, otherwise that there is none.
   */
  private static String refusal(
      User user, Permissions permissions, AssetVersion version, Instant now) {
    List<Uploader> entries =
        permissions.uploaders()
            .stream()
            .filter(entry -> entry.isValid() && user.is(entry.id()))
            .toList();
    String ask = "; ask " + owners(permissions);
    if (entries.isEmpty()) {
      return "you have no permission to upload to this project" + ask + " for permission.";
    }
    for (Uploader entry : entries) {
      OffsetDateTime until = entry.until();
      if (isFor(entry, version) && until != null) {
        return "your permission ended on "
            + TIME.format(until.withOffsetSameInstant(ZoneOffset.UTC))
            + ask + " to extend it.";
      }
    }
    String scopes =
        entries.stream()
            .filter(entry -> entry.until() == null || !now.isAfter(entry.until().toInstant()))
            .limit(MAX_OWNERS)
            .map(UploadOutlook::scope)
            .collect(Collectors.joining("; "));
    return (scopes.isEmpty() ? "your permissions have ended" : "your permission is for " + scopes)
        + ask + " for another one.";
  }

  private static boolean isFor(Uploader entry, AssetVersion version) {
    return (entry.asset() == null || entry.asset().equals(version.asset().value()))
        && (entry.version() == null || entry.version().equals(version.version().value()));
  }

  private static String scope(Uploader entry) {
    String asset = entry.asset() == null ? "" : "asset '" + Printable.value(entry.asset()) + "'";
    String version =
        entry.version() == null ? "" : "version '" + Printable.value(entry.version()) + "'";
    return asset.isEmpty() || version.isEmpty() ? asset + version : asset + ", " + version;
  }
}
