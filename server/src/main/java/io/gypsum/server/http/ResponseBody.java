package io.gypsum.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer as it is written. Nothing leaves before a buffer is full or {@link #finish} is called, flushing
 * included: so a writer that fails early can still be answered for with an error. Remembers how it failed.
 */
final class ResponseBody extends OutputStream {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Response response;
  private final RateGuard guard;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private @Nullable IOException failure;

  ResponseBody(Response response, RateGuard guard) {
    this.response = response;
    this.guard = guard;
  }

  /** How sending failed, or null when it did not. */
  @Nullable
  IOException failure() {
    return failure;
  }

  @Override
  public void write(int value) throws IOException {
    if (!buffer.hasRemaining()) {
      sendBuffer();
    }
    buffer.put((byte) value);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    if (length > buffer.remaining()) {
      sendBuffer();
    }
    if (length > buffer.remaining()) {
      send(ByteBuffer.wrap(source, offset, length));
    } else {
      buffer.put(source, offset, length);
    }
  }

  /** Sends what is left. An answer that fits the buffer gets a Content-Length. */
  void finish() throws IOException {
    if (!response.isCommitted() && response.getContentLengthLong() < 0) {
      response.setContentLength(buffer.position());
    }
    sendBuffer();
  }

  private void sendBuffer() throws IOException {
    if (buffer.position() > 0) {
      send(buffer.flip());
      buffer.clear();
    }
  }

  private void send(ByteBuffer bytes) throws IOException {
    if (failure != null) {
      throw failure;
    }
    long length = bytes.remaining();
    try {
      guard.waitBegins();
      response.doWrite(bytes);
      guard.waitEnds(length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
