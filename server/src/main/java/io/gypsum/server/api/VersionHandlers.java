package io.gypsum.server.api;

import java.io.IOException;

import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.AssetVersion;
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
  private final long maxStartBytes;
  private final int maxFiles;

  /**
   * @param maxStartBytes maximum size of the body of {@code upload/start}, which names every file
   * @param maxFiles maximum number of files of one upload
   */
  public VersionHandlers(
      Environment env, UploadUrls urls, long maxStartBytes, int maxFiles) {
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
    StartResponse session = uploads.start(exchange.user(), version, request);
    exchange.stream("application/json", out -> JsonOutput.stream(out, session::writeTo));
  }

  public void completeUpload(Exchange exchange) {
    completion.complete(PathNames.version(exchange), exchange.bearerToken());
    exchange.sendEmpty();
  }

  public void abortUpload(Exchange exchange) {
    uploads.abort(PathNames.version(exchange), exchange.bearerToken());
    exchange.sendEmpty();
  }

  public void approve(Exchange exchange) {
    probation.approve(exchange.user(), PathNames.version(exchange));
    exchange.sendEmpty();
  }

  public void reject(Exchange exchange) {
    probation.reject(exchange.user(), PathNames.version(exchange));
    exchange.sendEmpty();
  }
}
