package io.gypsum.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.local.LocalNames;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.LinkPolicy;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Rejection;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.core.retry.CallKind;

/** Sends the requests of owners and administrators that change projects (rest-api.md, section 3). Thread-safe. */
final class ProjectAdministration {
  /** Maximum number of times that added permissions are written if concurrent changes remove them again. */
  private static final int MAX_APPEND_ATTEMPTS = 3;

  private final HttpTransport http;
  private final ServerUrl server;
  private final DocumentFetcher documents;
  private final LockCheck locks;
  private final Function<String, BearerToken> tokens;

  /** @param tokens returns the access token for an action, or throws a failure that names the action */
  ProjectAdministration(
      HttpTransport http, ServerUrl server, DocumentFetcher documents,
      Function<String, BearerToken> tokens) {
    this.http = http;
    this.server = server;
    this.documents = documents;
    this.locks = new LockCheck(documents);
    this.tokens = tokens;
  }

  // Review

  void approveProbation(AssetVersion version) {
    String action = "approve " + version;
    sendReview(
        version,
        ClientRequest.authorized(
            action, "POST", server.route("/probation/approve", version), tokens.apply(action)));
  }

  void rejectProbation(AssetVersion version, Rejection rejection) {
    String action = "reject " + version;
    URI uri = server.route("/probation/reject", version);
    BearerToken token = tokens.apply(action);
    sendReview(
        version,
        // Like every client, sends a body only if it has content.
        rejection.reason() == null
            ? ClientRequest.authorized(action, "POST", uri, token)
            : ClientRequest.authorized(action, "POST", uri, token, rejection));
  }

  private void sendReview(AssetVersion version, ClientRequest request) {
    sendLocking(version.project(), request, CallKind.CONDITIONAL_WRITE);
  }

  // Permissions

  private static String permissionsAction(ProjectName project) {
    return "set the permissions of " + project;
  }

  /** @throws GypsumException INVALID if the change removes all owners */
  static void requireOwner(ProjectName project, PermissionsChange change) {
    List<String> owners = change.owners();
    if (owners != null && owners.isEmpty()) {
      throw GypsumException.invalid(
          "cannot " + permissionsAction(project)
              + ": the list of owners is empty, and only administrators could manage the project"
              + " afterwards; name at least one owner");
    }
  }

  PermissionsUpdate appendPermissions(ProjectName project, PermissionsChange added) {
    return setPermissions(project, added, true);
  }

  PermissionsUpdate replacePermissions(ProjectName project, PermissionsChange change) {
    return setPermissions(project, change, false);
  }

  private void writePermissions(
      ProjectName project, PermissionsChange change, BearerToken token) {
    send(
        ClientRequest.authorized(
            permissionsAction(project), "PUT", server.route("/permissions", project.value()),
            token, change),
        CallKind.IDEMPOTENT_WRITE);
  }

  /**
   * Replaces or extends permissions and detects concurrent changes. The server writes permissions unconditionally, so this
   * reads them directly before the write, to extend the current ones, and after it, to find out whether a concurrent
   * change overwrote them.
   */
  private PermissionsUpdate setPermissions(
      ProjectName project, PermissionsChange change, boolean append) {
    BearerToken token = tokens.apply(permissionsAction(project));
    Permissions first = fetchPermissions(project);
    boolean changed = false;
    for (int attempt = 1;; attempt++) {
      Permissions before = fetchPermissions(project);
      changed |= !before.equals(first);
      PermissionsChange written = append ? appended(before, change) : change;
      writePermissions(project, written, token);
      Permissions after = fetchPermissions(project);
      boolean overwritten = !after.equals(written.applyTo(before));
      changed |= overwritten;
      boolean lost = append && !appended(after, change).applyTo(after).equals(after);
      if (!lost || attempt == MAX_APPEND_ATTEMPTS) {
        return new PermissionsUpdate(before, after, changed);
      }
    }
  }

  private Permissions fetchPermissions(ProjectName project) {
    return documents.fetch(BucketLayout.permissions(project), Permissions::read);
  }

  /** Adds the missing entries and keeps the order. Appending the same change twice has no further effect. */
  private static PermissionsChange appended(Permissions current, PermissionsChange added) {
    List<String> owners = added.owners();
    List<Uploader> uploaders = added.uploaders();
    return new PermissionsChange(
        owners == null ? null : appendedOwners(current.owners(), owners),
        uploaders == null ? null : appendedUploaders(current.uploaders(), uploaders));
  }

  private static List<String> appendedOwners(List<String> current, List<String> added) {
    Set<String> owners = new LinkedHashSet<>(current);
    owners.addAll(added);
    return List.copyOf(owners);
  }

  private static List<Uploader> appendedUploaders(List<Uploader> current, List<Uploader> added) {
    List<Uploader> uploaders = new ArrayList<>(current);
    for (Uploader uploader : added) {
      int index = 0;
      while (index < uploaders.size() && !hasSameScope(uploaders.get(index), uploader)) {
        index++;
      }
      if (index < uploaders.size()) {
        uploaders.set(index, uploader);
      } else {
        uploaders.add(uploader);
      }
    }
    return List.copyOf(uploaders);
  }

  /** Expiry and trust are not compared: they are replaced by those of the added entry. */
  private static boolean hasSameScope(Uploader a, Uploader b) {
    return a.id().equals(b.id())
        && Objects.equals(a.asset(), b.asset())
        && Objects.equals(a.version(), b.version());
  }

  // Administration

  void createProject(ProjectName project, PermissionsChange permissions, QuotaChange quota) {
    LocalNames.requireIntact(project.value());
    String action = "create the project " + project;
    JsonWritable body = out -> {
      out.writeStartObject();
      out.writeName("permissions");
      permissions.writeTo(out);
      out.writeName("quota");
      quota.writeTo(out);
      out.writeEndObject();
    };
    send(
        ClientRequest.authorized(
            action, "POST", server.route("/create", project.value()), tokens.apply(action), body),
        CallKind.CONDITIONAL_WRITE);
  }

  void setQuota(ProjectName project, QuotaChange quota) {
    String action = "set the quota of " + project;
    send(
        ClientRequest.authorized(
            action, "PUT", server.route("/quota", project.value()), tokens.apply(action),
            quota),
        CallKind.IDEMPOTENT_WRITE);
  }

  /** Returns the recomputed latest version; empty if the asset has none. */
  Optional<VersionName> refreshLatest(ProjectAsset asset) {
    String action = "refresh the latest version of " + asset;
    URI uri =
        server.route("/refresh/latest", asset.project().value(), asset.asset().value());
    ClientRequest request =
        ClientRequest.authorized(action, "POST", uri, tokens.apply(action));
    return locks.explaining(
        asset.project(),
        () -> http.sendForJson(
            request, CallKind.IDEMPOTENT_WRITE, ProjectAdministration::readVersion));
  }

  private static Optional<VersionName> readVersion(JsonInput in) {
    return Optional.ofNullable(
        in.property("version", value -> new VersionName(value.string())));
  }

  /** Returns the recomputed usage. */
  Usage refreshUsage(ProjectName project) {
    String action = "refresh the usage of " + project;
    ClientRequest request =
        ClientRequest.authorized(
            action, "POST", server.route("/refresh/usage", project.value()),
            tokens.apply(action));
    return locks.explaining(
        project, () -> http.sendForJson(request, CallKind.IDEMPOTENT_WRITE, Usage::read));
  }

  /**
   * Returns the links to a resource; empty if the server cannot find links.
   *
   * @param address the address of a project, an asset or a version: its names, separated by {@code /}
   */
  Optional<IncomingLinks> findLinksTo(String address) {
    String action = "find links to " + address;
    try {
      return Optional.of(
          http.sendForJson(
              ClientRequest.authorized(
                  action, "GET", server.route("/links", address.split("/")),
                  tokens.apply(action)),
              CallKind.READ, IncomingLinks::read));
    } catch (RequestFailedException e) {
      if (HttpErrors.isUnsupportedRoute(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Deletes a resource.
   *
   * @param address as in {@link #findLinksTo}
   * @param links REFUSE only if the server can find links: other servers ignore the query parameter and delete the resource
   */
  void remove(String address, LinkPolicy links) {
    String action = "remove " + address;
    String[] names = address.split("/");
    URI uri = server.route("/remove", names);
    sendLocking(
        new ProjectName(names[0]),
        ClientRequest.authorized(
            action, "DELETE", links == LinkPolicy.REFUSE ? URI.create(uri + "?links=refuse") : uri,
            tokens.apply(action)),
        CallKind.IDEMPOTENT_WRITE);
  }

  boolean isLocked(ProjectName project) {
    return locks.isLocked(project);
  }

  void unlock(ProjectName project) {
    unlock(project, tokens.apply(unlockAction(project)));
  }

  void unlock(ProjectName project, BearerToken token) {
    send(
        ClientRequest.authorized(
            unlockAction(project), "DELETE", server.route("/unlock", project.value()), token),
        CallKind.IDEMPOTENT_WRITE);
  }

  private static String unlockAction(ProjectName project) {
    return "unlock " + project;
  }

  /** Sends a request that requires the lock of a project. */
  private void sendLocking(ProjectName project, ClientRequest request, CallKind kind) {
    locks.explaining(project, () -> http.send(request, kind, HttpTransport.ignoringBody()));
  }

  private void send(ClientRequest request, CallKind kind) {
    http.sendIgnoringBody(request, kind);
  }
}
