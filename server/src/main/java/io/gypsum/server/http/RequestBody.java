package io.gypsum.server.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it arrives. Fails when it ends early, and when the client is slower than it may be. Remembers
 * how it failed, because what reads it may wrap the failure beyond recognition.
 */
final class RequestBody extends InputStream implements ApplicationBufferHandler {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Request request;
  private final RateGuard guard;
  private ByteBuffer chunk = NOTHING;
  private long totalBytes;
  private boolean ended;
  private @Nullable IOException failure;

  RequestBody(Request request, RateGuard guard) {
    this.request = request;
    this.guard = guard;
  }

  /** How reading failed, or null when it did not. */
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

  /** Whether there is a byte to take; waits for one. */
  private boolean fill() throws IOException {
    if (failure != null) {
      throw failure;
    }
    while (!chunk.hasRemaining() && !ended) {
      try {
        receive();
      } catch (SocketTimeoutException e) {
        failure = new SlowClientException("nothing of the request body came for too long", e);
        throw failure;
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
    return chunk.hasRemaining();
  }

  private void receive() throws IOException {
    guard.waitBegins();
    int count = request.doRead(this);
    guard.waitEnds(Math.max(count, 0));
    if (count > 0) {
      totalBytes += count;
    } else if (count < 0) {
      chunk = NOTHING;
      ended = true;
      if (totalBytes < request.getContentLengthLong()) {
        throw new EOFException("the request body ended after " + totalBytes + " bytes");
      }
    }
  }

  @Override
  public void setByteBuffer(ByteBuffer buffer) {
    chunk = buffer;
  }

  @Override
  public ByteBuffer getByteBuffer() {
    return chunk;
  }

  @Override
  public void expand(int size) {
    // Tomcat lends its own buffer: nothing to grow.
  }
}
