package io.gypsum.server.api;

import java.io.IOException;

import io.gypsum.core.decision.User;
import io.gypsum.core.name.AssetVersion;
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

/** Uploads versions, and approves or rejects those on probation. One method per route. */
public final class VersionHandlers {
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
    lane.execute(() -> probation.approve(user, version));
    exchange.sendEmpty();
  }

  public void reject(Exchange exchange) {
    User user = exchange.user();
    AssetVersion version = PathNames.version(exchange);
    lane.execute(() -> probation.reject(user, version));
    exchange.sendEmpty();
  }
}
