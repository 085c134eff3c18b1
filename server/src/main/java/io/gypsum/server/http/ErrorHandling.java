package io.gypsum.server.http;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.UUID;

import io.gypsum.core.FailureDetails;
import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import io.gypsum.core.UnknownResourceException;
import io.gypsum.server.http.SlowClientGuard.SlowClientException;
import io.gypsum.server.limit.TooManyRequestsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns failures into error responses and completes every response, or closes the connection when a part of a response
 * was already sent. The only place that maps failures to statuses. Never throws.
 */
final class ErrorHandling implements Filter {
  static final String RETRY_SECONDS = "5";
  private static final String INTERNAL = "internal";
  private static final int TOO_MANY_REQUESTS = 429;
  private static final Logger LOG = LoggerFactory.getLogger(ErrorHandling.class);

  private final HttpMetrics metrics;

  ErrorHandling(HttpMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void handle(Exchange exchange, Handler next) {
    EngineExchange engine = exchange.engine();
    try {
      respond(exchange, next);
      engine.complete();
      exchange.discardBody();
    } catch (IOException e) {
      engine.abort(e);
    } catch (RuntimeException | Error e) {
      log(e);
      engine.abort(e);
    } finally {
      exchange.release();
    }
  }

  /** @throws IOException when the connection must be closed, since it failed or a part of a response was sent */
  private void respond(Exchange exchange, Handler next) throws IOException {
    try {
      next.handle(exchange);
      exchange.finish();
    } catch (IOException | RuntimeException e) {
      IOException connection = exchange.connectionFailure();
      if (connection != null) {
        renderConnectionFailure(exchange, connection);
      } else if (exchange.engine().isCommitted()) {
        log(e);
        throw new IOException("the response failed after part of it had been sent", e);
      } else {
        // Headers of the expected response, such as Cache-Control, do not apply to the error.
        exchange.resetResponse();
        if (e instanceof TooManyRequestsException refused) {
          renderRefusal(exchange, refused);
        } else {
          render(exchange, e);
        }
      }
    }
  }

  /** Does not receive the body: a rejected request must not hold resources for longer than its response takes. */
  private static void renderRefusal(Exchange exchange, TooManyRequestsException failure)
      throws IOException {
    exchange.setHeader("Retry-After", Long.toString(failure.retryAfter().toSeconds()));
    exchange.requestBody().refuse();
    exchange.sendError(TOO_MANY_REQUESTS, failure.reason());
  }

  private void render(Exchange exchange, Exception failure) throws IOException {
    if (!(failure instanceof GypsumException known)) {
      exchange.sendError(500, INTERNAL, "internal error, id " + log(failure), null);
      return;
    }
    metrics.countFailure(known.kind());
    switch (known.kind()) {
      case UNAUTHENTICATED -> exchange.setHeader("WWW-Authenticate", "Bearer");
      case BUSY -> exchange.setHeader("Retry-After", RETRY_SECONDS);
      case UNAVAILABLE, NO_SPACE, CORRUPT -> logKnown(exchange, known);
      case INVALID, FORBIDDEN, LOCKED, NOT_FOUND, TOO_LARGE -> {}
    }
    String reason = known.kind() == GypsumException.Kind.NO_SPACE
        ? "the server's disk is full: " + known.reason()
        : known.reason();
    exchange.sendError(
        status(known.kind()), kind(known).code(), reason,
        known instanceof FailureDetails details ? details : null);
  }

  /** Logs one line: while a disk is full, every request fails. The path may contain an upload token, the pattern does not. */
  private static void logKnown(Exchange exchange, GypsumException failure) {
    Route route = exchange.route();
    LOG.warn(
        "{} {} failed: {}", exchange.method(), route == null ? "request" : route.pattern(),
        LogLine.of(failure));
    LOG.debug("stack trace of the failure", failure);
  }

  private static GypsumException.Kind kind(GypsumException failure) {
    return failure instanceof UnknownResourceException
        ? GypsumException.Kind.NOT_FOUND
        : failure.kind();
  }

  /** Returns the code of the cause of an error response that was not caused by a {@link GypsumException}. */
  static String kindOfStatus(int status) {
    GypsumException.Kind kind = status == TOO_MANY_REQUESTS || status == 503
        ? GypsumException.Kind.BUSY
        : GypsumException.Kind.INVALID;
    return kind.code();
  }

  static int status(GypsumException.Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN, LOCKED -> 403;
      case NOT_FOUND -> 404;
      case TOO_LARGE -> 413;
      case BUSY, UNAVAILABLE -> 503;
      case NO_SPACE -> 507;
      case CORRUPT -> 500;
    };
  }

  private static void renderConnectionFailure(Exchange exchange, IOException failure)
      throws IOException {
    int status =
        switch (failure) {
          case SlowClientException slow -> 408;
          case ProtocolException malformed -> 400;
          default -> throw failure;
        };
    if (exchange.engine().isCommitted()) {
      throw failure;
    }
    exchange.resetResponse();
    // The rest of the body cannot be distinguished from the next request.
    exchange.engine().closeAfterResponse();
    exchange.sendError(status, rejection(status));
  }

  /** Returns the reason for a request that was rejected without being processed. */
  static String rejection(int status) {
    return switch (status) {
      case 400 ->
          "malformed request: the request line, a header, the URL or the body is not valid HTTP";
      case 408 -> "the request was sent too slowly";
      case 414, 431 -> "the request line and the headers are too long";
      case 501 -> "the transfer encoding of the request is not supported";
      case 505 -> "the HTTP version of the request is not supported: expected HTTP/1.1";
      default -> "the request was rejected";
    };
  }

  /** Logs an unexpected failure and returns the id under which it is logged, which may be shown to the client. */
  private static String log(Throwable failure) {
    String id = UUID.randomUUID().toString();
    LOG.error("internal error, id {}", id, failure);
    return id;
  }
}
