package io.gypsum.server.api;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.decision.User;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Route;
import io.gypsum.server.operation.Completion;
import io.gypsum.server.operation.Probation;
import io.gypsum.server.operation.UploadRequest;
import io.gypsum.server.operation.UploadSession;
import io.gypsum.server.operation.Uploads;

/** Versions: uploading them and deciding about those on probation. */
final class UploadRoutes {
  private final Callers callers;
  private final Uploads uploads;
  private final Completion completion;
  private final Probation probation;
  private final long maxRequestBytes;
  private final int maxFiles;

  /**
   * @param maxRequestBytes of the body of {@code upload/start}, which names every file
   * @param maxFiles of one upload
   */
  UploadRoutes(
      Callers callers,
      Uploads uploads,
      Completion completion,
      Probation probation,
      long maxRequestBytes, int maxFiles) {
    this.callers = callers;
    this.uploads = uploads;
    this.completion = completion;
    this.probation = probation;
    this.maxRequestBytes = maxRequestBytes;
    this.maxFiles = maxFiles;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/upload/start/{project}/{asset}/{version}", this::start),
        Route.post("/upload/complete/{project}/{asset}/{version}", this::complete),
        Route.post("/upload/abort/{project}/{asset}/{version}", this::abort),
        Route.post("/probation/approve/{project}/{asset}/{version}", this::approve),
        Route.post("/probation/reject/{project}/{asset}/{version}", this::reject));
  }

  /** Here names and body come before the caller (rest-api.md, section 4). */
  private void start(Exchange exchange) throws IOException {
    AssetVersion version = Names.version(exchange);
    UploadRequest request = exchange.json(maxRequestBytes, in -> UploadRequest.read(in, maxFiles));
    User user = callers.user(exchange);
    UploadSession session = uploads.start(user, version, request);
    exchange.stream("application/json", out -> JsonOutput.stream(out, session::writeTo));
  }

  private void complete(Exchange exchange) {
    String token = exchange.bearerToken();
    completion.complete(Names.version(exchange), token);
    exchange.empty();
  }

  private void abort(Exchange exchange) {
    String token = exchange.bearerToken();
    uploads.abort(Names.version(exchange), token);
    exchange.empty();
  }

  private void approve(Exchange exchange) {
    User user = callers.user(exchange);
    probation.approve(user, Names.version(exchange));
    exchange.empty();
  }

  private void reject(Exchange exchange) {
    User user = callers.user(exchange);
    probation.reject(user, Names.version(exchange));
    exchange.empty();
  }
}
