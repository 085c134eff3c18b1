package io.gypsum.server.file;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import io.gypsum.server.http.Exchange;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ETag;

/** Responds with an object or a generated file, according to the conditions and ranges of the request (RFC 9110). */
final class RangedResponse {
  private final InstantSource clock;

  /** What is sent. Its validators are already set in the response. */
  interface Body {
    /** Responds to HEAD. */
    void sendHeaders() throws IOException;

    void sendWhole() throws IOException;

    /** @param ranges at least one, each not empty and within the length */
    void sendRanges(List<ByteRange> ranges) throws IOException;
  }

  /**
   * The state of what is sent.
   *
   * @param what its name in errors, such as {@code object}
   */
  record State(String what, long sizeBytes, ETag etag, Instant lastModified) {}

  RangedResponse(InstantSource clock) {
    this.clock = clock;
  }

  void send(Exchange exchange, State state, Body body) throws IOException {
    RequestConditions conditions = RequestConditions.of(exchange);
    switch (conditions.verdict(state.etag(), state.lastModified())) {
      case NOT_MODIFIED -> exchange.sendEmpty(304);
      case PRECONDITION_FAILED -> sendPreconditionFailed(exchange);
      case PROCEED -> {
        boolean allowsRange =
            !exchange.isHead()
                && conditions.allowRange(state.etag(), state.lastModified(), clock.instant());
        String range = allowsRange ? exchange.header("Range") : null;
        send(exchange, state, RangeHeader.parse(range, state.sizeBytes()), body);
      }
    }
  }

  private static void send(Exchange exchange, State state, RangeHeader ranges, Body body)
      throws IOException {
    switch (ranges) {
      case RangeHeader.Whole whole -> {
        if (exchange.isHead()) {
          body.sendHeaders();
        } else {
          body.sendWhole();
        }
      }
      case RangeHeader.Unsatisfiable none -> {
        exchange.setHeader("Content-Range", "bytes */" + state.sizeBytes());
        sendError(
            exchange, 416,
            "the range is outside the " + state.what() + ", which has " + state.sizeBytes()
                + " bytes");
      }
      case RangeHeader.Parts parts -> body.sendRanges(parts.ranges());
    }
  }

  static void sendPreconditionFailed(Exchange exchange) throws IOException {
    sendError(exchange, 412, "the object does not match the conditions of the request");
  }

  private static void sendError(Exchange exchange, int status, String reason) throws IOException {
    exchange.setHeader("Cache-Control", "no-cache");
    exchange.sendError(status, reason);
  }

  /** Returns the value of a Content-Range header. */
  static String contentRange(ByteRange range, long sizeBytes) {
    return "bytes " + range.offset() + "-" + (range.offset() + range.lengthBytes() - 1) + "/"
        + sizeBytes;
  }
}
