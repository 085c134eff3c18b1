package io.gypsum.server.api;

import java.io.IOException;
import java.util.function.Consumer;

import io.gypsum.core.decision.User;
import io.gypsum.core.document.Rejection;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.audit.AuditedDetails;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.compute.PagedJson;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.operation.Completion;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.operation.Probation;
import io.gypsum.server.operation.StartResponse;
import io.gypsum.server.operation.UploadRequest;
import io.gypsum.server.operation.UploadUrls;
import io.gypsum.server.operation.Uploads;
import org.jspecify.annotations.Nullable;

/** Uploads versions, and approves or rejects those on probation. One method per route. */
public final class VersionHandlers {
  /** Larger than a body with the longest reason, even if all characters are escaped. */
  private static final long MAX_REJECTION_BYTES = 16 * 1024;

  private final Uploads uploads;
  private final Completion completion;
  private final Probation probation;
  private final ComputeLane lane;
  private final long maxStartBytes;
  private final int maxFiles;

  /**
   * @param lane performs the operations
   * @param maxStartBytes maximum size of the body of {@code upload/start}, which names every file
   * @param maxFiles maximum number of files of one upload
   */
  public VersionHandlers(
      Environment env, UploadUrls urls, ComputeLane lane, long maxStartBytes, int maxFiles) {
    this.lane = lane;
    this.uploads = new Uploads(env, urls);
    this.completion = new Completion(env);
    this.probation = new Probation(env);
    this.maxStartBytes = maxStartBytes;
    this.maxFiles = maxFiles;
  }

  /** Validates names and body before it identifies the user (rest-api.md, section 4). */
  public void startUpload(Exchange exchange) throws IOException {
    AssetVersion version = PathNames.version(exchange);
    UploadRequest request =
        exchange.readJson(maxStartBytes, in -> UploadRequest.read(in, maxFiles));
    User user = exchange.user();
    // An operation is never cancelled: its client may repeat the request.
    ComputeTurns turns = lane.turns(() -> false);
    StartResponse session = turns.run(() -> uploads.start(user, version, request));
    exchange.stream("application/json", out -> PagedJson.send(turns, out, session));
  }

  public void completeUpload(Exchange exchange) {
    AssetVersion version = PathNames.version(exchange);
    String token = exchange.bearerToken();
    lane.execute(() -> completion.complete(version, token, exchange::setLogin));
    exchange.sendEmpty();
  }

  public void abortUpload(Exchange exchange) {
    AssetVersion version = PathNames.version(exchange);
    String token = exchange.bearerToken();
    lane.execute(() -> uploads.abort(version, token, exchange::setLogin));
    exchange.sendEmpty();
  }

  public void approve(Exchange exchange) {
    User user = exchange.user();
    AssetVersion version = PathNames.version(exchange);
    lane.execute(() -> probation.approve(user, version, reviewed(exchange, null)));
    exchange.sendEmpty();
  }

  /** The body is optional. */
  public void reject(Exchange exchange) throws IOException {
    User user = exchange.user();
    AssetVersion version = PathNames.version(exchange);
    Rejection rejection = exchange.readJsonOrEmpty(MAX_REJECTION_BYTES, Rejection::read);
    lane.execute(() -> probation.reject(user, version, reviewed(exchange, rejection.reason())));
    exchange.sendEmpty();
  }

  /** Adds the uploader and the reason of a decision to its audit event. */
  private static Consumer<Summary> reviewed(Exchange exchange, @Nullable String reason) {
    return summary -> exchange.setAttribute(
        AuditedDetails.class, AuditedDetails.ofReview(summary.uploadUserId(), reason));
  }
}
