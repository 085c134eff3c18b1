package io.gypsum.client;

import java.util.Optional;

import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.Repeat;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/** What owners and administrators do with projects. All of it may be asked twice and comes to the same. */
final class ProjectAdministration {
  /** How often entries that somebody's simultaneous change has wiped out are written again. */
  private static final int TRIES = 3;

  private final HttpTransport http;
  private final ServerUrl server;
  private final DocumentFetcher documents;

  ProjectAdministration(HttpTransport http, ServerUrl server, DocumentFetcher documents) {
    this.http = http;
    this.server = server;
    this.documents = documents;
  }

  static String permissionsAsked(ProjectName project) {
    return "set the permissions of " + project;
  }

  void setPermissions(ProjectName project, PermissionsChange change, BearerToken token) {
    http.sendIgnoringBody(
        ClientRequest.authorized(
            permissionsAsked(project), "PUT", server.route("/permissions", project.value()), token,
            out -> Requests.writePermissions(out, change)),
        Repeat.ALWAYS);
  }

  /**
   * Looks before and after, since the server writes unconditionally: once more just before, so that what is extended is
   * what is there; and after, to see whether somebody who did the same at the same time wrote last.
   */
  PermissionsUpdate setPermissions(
      ProjectName project, PermissionsChange change, boolean append, BearerToken token) {
    Permissions first = permissions(project);
    boolean changed = false;
    for (int attempt = 1;; attempt++) {
      Permissions before = permissions(project);
      changed |= !before.equals(first);
      PermissionsChange written =
          append ? PermissionsMerge.appended(before, change) : change;
      setPermissions(project, written, token);
      Permissions after = permissions(project);
      boolean overwritten = !after.equals(written.applyTo(before));
      changed |= overwritten;
      boolean lost =
          append && !PermissionsMerge.appended(after, change).applyTo(after).equals(after);
      if (!lost || attempt == TRIES) {
        return new PermissionsUpdate(before, after, changed);
      }
    }
  }

  private Permissions permissions(ProjectName project) {
    return documents.fetch(BucketLayout.permissions(project), Permissions::read);
  }

  Optional<VersionName> refreshLatest(ProjectAsset asset, BearerToken token) {
    return http.sendForJson(
        ClientRequest.authorized(
            "refresh the latest version of " + asset, "POST",
            server.route("/refresh/latest", asset.project().value(), asset.asset().value()), token),
        Repeat.ALWAYS, ProjectAdministration::versionIfAny);
  }

  private static Optional<VersionName> versionIfAny(JsonInput in) {
    @Nullable VersionName version = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "version" -> version = new VersionName(in.string());
        default -> in.skip();
      }
    }
    return Optional.ofNullable(version);
  }

  Usage refreshUsage(ProjectName project, BearerToken token) {
    return http.sendForJson(
        ClientRequest.authorized(
            "refresh the usage of " + project, "POST",
            server.route("/refresh/usage", project.value()), token),
        Repeat.ALWAYS, Usage::read);
  }

  /** @param what the names of a project, an asset or a version, with slashes between them */
  void remove(String what, BearerToken token) {
    http.sendIgnoringBody(
        ClientRequest.authorized(
            "remove " + what, "DELETE", server.route("/remove", what.split("/")), token),
        Repeat.ALWAYS);
  }

  void unlock(ProjectName project, BearerToken token) {
    http.sendIgnoringBody(
        ClientRequest.authorized(
            "unlock " + project, "DELETE", server.route("/unlock", project.value()), token),
        Repeat.ALWAYS);
  }
}
