package io.gypsum.client;

import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.local.LocalNames;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.retry.CallKind;

/** Starts, completes and aborts uploads (rest-api.md, section 4). {@link SessionUploader} sends the files. Thread-safe. */
final class UploadRequests {
  private final HttpTransport http;
  private final ServerUrl server;
  private final DocumentFetcher documents;
  private final LockCheck locks;

  UploadRequests(HttpTransport http, ServerUrl server, DocumentFetcher documents) {
    this.http = http;
    this.server = server;
    this.documents = documents;
    this.locks = new LockCheck(documents);
  }

  static String startAction(AssetVersion version) {
    return "start the upload of " + version;
  }

  /**
   * Checks that the version does not exist, which has to be done before an upload starts: some servers delete an existing
   * version when they refuse to start its upload.
   */
  void requireAbsent(AssetVersion version) {
    if (isFinished(version)) {
      throw HttpErrors.refused(
          startAction(version), "version '" + version
              + "' already exists; versions are immutable, choose another name");
    }
  }

  /** Returns a new session token to request. */
  static String newSessionToken() {
    return UUID.randomUUID().toString();
  }

  /**
   * Starts an upload of a version that does not exist. The request is not retried after its response was lost: the project may
   * be locked for the upload.
   *
   * @param sessionToken a new token for the session, with which the upload can be aborted after the response was lost; servers
   *     that do not support this choose another one
   */
  UploadSession start(UploadPlan plan, BearerToken token, String sessionToken) {
    AssetVersion version = plan.version();
    LocalNames.requireIntact(version.toString());
    plan.files().forEach(file -> LocalNames.requireIntact(file.path().value()));
    String action = startAction(version);
    ClientRequest request =
        ClientRequest.authorized(
            action, "POST", server.route("/upload/start", version), token,
            out -> plan.writeRequest(out, sessionToken));
    return locks
        .explaining(
            version.project(),
            () -> http.sendForJson(
                request, CallKind.CONDITIONAL_WRITE, in -> UploadSession.read(version, in)))
        .withSizesOf(plan.files(), action);
  }

  void complete(UploadSession session) {
    end(
        "complete the upload of " + session.version(), session, "/upload/complete",
        () -> isFinished(session.version()));
  }

  void abort(UploadSession session) {
    end("abort the upload of " + session.version(), session, "/upload/abort", () -> true);
  }

  /** Returns the manifest of a version; empty if the version is unfinished or does not exist. */
  Optional<Manifest> findFinished(AssetVersion version) {
    return isFinished(version)
        ? documents.find(BucketLayout.manifest(version), Manifest::read)
        : Optional.empty();
  }

  private boolean isFinished(AssetVersion version) {
    return documents.find(BucketLayout.summary(version), Summary::read)
        .map(Summary::isFinished)
        .orElse(false);
  }

  /**
   * Ends a session. The path is built from the names of the version rather than taken from the response of {@code
   * upload/start}, in which some servers do not encode them.
   *
   * @param isDone returns whether the session was ended as intended. Called only if the response of an attempt was lost and the
   *     next attempt found no such session.
   */
  private void end(String action, UploadSession session, String route, BooleanSupplier isDone) {
    try {
      http.sendIgnoringBody(
          ClientRequest.authorized(
              action, "POST", server.route(route, session.version()),
              BearerToken.of(session.sessionToken())),
          CallKind.IDEMPOTENT_WRITE);
    } catch (RequestFailedException e) {
      if (!e.mayHaveHappened() || !HttpErrors.isRefusal(e)
          || !check(isDone, e)) {
        throw e;
      }
    }
  }

  /** If the check fails, the outcome stays unknown, so the caller rethrows the original failure. */
  private static boolean check(BooleanSupplier isDone, RequestFailedException unknown) {
    try {
      return isDone.getAsBoolean();
    } catch (RequestFailedException e) {
      unknown.addSuppressed(e);
      return false;
    }
  }
}
