package io.gypsum.server.http;

import java.io.IOException;
import java.util.UUID;

import io.gypsum.core.GypsumException;
import org.apache.coyote.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that knows which status a failure has. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final String RETRY_SECONDS = "5";

  private Failures() {}

  static int status(GypsumException.Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN, LOCKED -> 403;
      case NOT_FOUND -> 404;
      case TOO_LARGE -> 413;
      case BUSY, UNAVAILABLE -> 503;
      case CORRUPT -> 500;
    };
  }

  /** Answers for a handler that failed, unless its answer is already on its way. */
  static void answer(Response response, Exception failure) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    // What was said of the answer that did not come (how long to keep it, for one) does not hold for this one.
    response.reset();
    Answers.begin(response);
    if (failure instanceof GypsumException known) {
      answerKnown(response, known);
    } else {
      String id = logged(failure);
      Answers.failure(response, 500, "internal error, id " + id);
    }
  }

  /** Logs what nobody foresaw under an id that the client may tell. */
  static String logged(Throwable failure) {
    String id = UUID.randomUUID().toString();
    LOG.error("internal error, id {}", id, failure);
    return id;
  }

  private static void answerKnown(Response response, GypsumException failure) throws IOException {
    switch (failure.kind()) {
      case UNAUTHENTICATED -> response.setHeader("WWW-Authenticate", "Bearer");
      case BUSY -> response.setHeader("Retry-After", RETRY_SECONDS);
      case UNAVAILABLE, CORRUPT -> LOG.warn("a request failed", failure);
      case INVALID, FORBIDDEN, LOCKED, NOT_FOUND, TOO_LARGE -> {}
    }
    Answers.failure(response, status(failure.kind()), failure.reason());
  }

  /** What to say of a request that Tomcat refused before anybody could look at it. */
  static String refused(int status) {
    return switch (status) {
      case 400 ->
          "the request is malformed: its first line, a header or the address breaks the rules of HTTP";
      case 408 -> "the request came too slowly";
      case 414, 431 -> "the request line and the headers are too long";
      case 501 -> "the request uses a transfer encoding that is not known here";
      case 505 -> "the request uses a version of HTTP that is not known here: expected HTTP/1.1";
      default -> "the request was refused";
    };
  }
}
