package io.gypsum.server.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request while it is being received. Reading fails when the body is shorter than declared and when the
 * client is too slow. The first failure is kept, because callers may wrap it in other exceptions.
 */
final class RequestBodyStream extends InputStream {
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final EngineExchange engine;
  private final CarrierShare carrier = new CarrierShare();
  private SlowClientGuard guard;
  private ByteBuffer chunk = EMPTY;
  private long totalBytes;
  private boolean ended;
  private @Nullable IOException failure;

  RequestBodyStream(EngineExchange engine, SlowClientGuard guard) {
    this.engine = engine;
    this.guard = guard;
  }

  /** Replaces the guard for the rest of the body. */
  void setGuard(SlowClientGuard newGuard) {
    guard = newGuard;
  }

  /** Returns whether the whole body was received. */
  boolean isEnded() {
    return ended;
  }

  /** Returns how reading failed, or null when it did not. */
  @Nullable
  IOException failure() {
    return failure;
  }

  @Override
  public int read() throws IOException {
    return fill() ? chunk.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, chunk.remaining());
    chunk.get(target, offset, count);
    return count;
  }

  @Override
  public int available() {
    return chunk.remaining();
  }

  /** Waits for the next byte; returns false at the end of the body. */
  private boolean fill() throws IOException {
    if (failure != null) {
      throw failure;
    }
    while (!chunk.hasRemaining() && !ended) {
      try {
        receive();
      } catch (SocketTimeoutException e) {
        failure =
            new SlowClientGuard.SlowClientException(
                "the client did not send the next part of the request body in time", e);
        throw failure;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
    return chunk.hasRemaining();
  }

  private void receive() throws IOException {
    guard.waitStarts();
    ByteBuffer received = engine.receive(guard.maxWaitNanos());
    guard.waitEnds(received == null ? 0 : received.remaining());
    if (received != null) {
      chunk = received;
      totalBytes += received.remaining();
      carrier.transferred(received.remaining());
      return;
    }
    chunk = EMPTY;
    ended = true;
    if (totalBytes < engine.bodyLength()) {
      throw new EOFException(
          "the request body ended after " + totalBytes + " of " + engine.bodyLength() + " bytes");
    }
  }
}
