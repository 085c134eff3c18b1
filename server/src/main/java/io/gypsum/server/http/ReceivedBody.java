package io.gypsum.server.http;

import java.io.IOException;
import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request, from its announcement to its end: a handler opens it to read it, or it is refused, and what was not
 * read is discarded after the response. Not thread-safe.
 */
final class ReceivedBody {
  private static final int DISCARD_BUFFER_BYTES = 16 * 1024;

  private final EngineExchange engine;
  private final HeldGrants grants;
  private final Supplier<Claimant> claimant;
  private boolean isRefused;
  private @Nullable RequestBodyStream stream;

  /** @param claimant returns the claimant on whose account the body is received */
  ReceivedBody(EngineExchange engine, HeldGrants grants, Supplier<Claimant> claimant) {
    this.engine = engine;
    this.grants = grants;
    this.claimant = claimant;
  }

  /** Returns whether the request has a body, possibly an empty one. */
  boolean exists() {
    return engine.bodyLength() > 0 || isChunked();
  }

  /** Returns whether the client did not declare the size of its body. */
  boolean isChunked() {
    return engine.bodyLength() < 0 && engine.header("Transfer-Encoding") != null;
  }

  /**
   * Returns the stream of the body; the guard is that of the first call.
   *
   * @throws GypsumException BUSY when too many bodies are being transferred
   */
  RequestBodyStream open(SlowClientGuard guard) {
    RequestBodyStream opened = stream;
    if (opened == null) {
      grants.beginBody(claimant.get());
      opened = new RequestBodyStream(engine, guard);
      stream = opened;
    }
    return opened;
  }

  /** Returns how reading the body failed, or null when it did not. */
  @Nullable
  IOException failure() {
    return stream == null ? null : stream.failure();
  }

  /** Closes the connection after the response if the request has a body, whose rest is not received. */
  void refuse() {
    if (exists()) {
      isRefused = true;
      engine.closeAfterResponse();
    }
  }

  /** Returns whether a part of the body may still arrive that was neither read nor refused. */
  boolean hasRest() {
    return exists() && !isRefused && (stream == null || !stream.isEnded());
  }

  /**
   * Receives and discards the rest of the body after the response: a client that is still sending would find the connection
   * broken and never read the response.
   *
   * @throws IOException when the rest was not received within the idle timeout, so that the connection cannot be used for
   *     another request
   */
  void discard(SlowClientGuard guard) throws IOException {
    // A client that waits for 100 Continue sends no body after the final response.
    if (engine.header("Expect") != null && engine.receivedBytes() == 0) {
      throw new IOException("the client is waiting for 100 Continue and has sent no body");
    }
    RequestBodyStream rest;
    try {
      rest = open(guard);
    } catch (GypsumException e) {
      throw new IOException("too many bodies are being received", e);
    }
    rest.setGuard(guard);
    byte[] buffer = new byte[DISCARD_BUFFER_BYTES];
    while (rest.read(buffer) >= 0) {
      // Discarded.
    }
  }
}
