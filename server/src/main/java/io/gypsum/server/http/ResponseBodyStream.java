package io.gypsum.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * The body of a response while it is being written. Nothing is sent before a buffer is full or {@link #finish} is
 * called, not even by {@link #flush}: a writer that fails early can still be reported as an error response.
 */
final class ResponseBodyStream extends OutputStream {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Exchange exchange;
  private final SlowClientGuard guard;
  private final CarrierShare carrier = new CarrierShare();
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private @Nullable IOException failure;

  ResponseBodyStream(Exchange exchange, SlowClientGuard guard) {
    this.exchange = exchange;
    this.guard = guard;
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

  /** Sends the rest. A body that fits into the buffer gets a Content-Length. */
  void finish() throws IOException {
    EngineExchange engine = exchange.engine();
    if (!engine.isCommitted() && engine.contentLength() < 0) {
      engine.setContentLength(buffer.position());
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
      guard.waitStarts();
      exchange.send(bytes);
      guard.waitEnds(length);
      carrier.transferred(length);
    } catch (IOException e) {
      failure = e;
      exchange.setSendFailure(e);
      throw e;
    }
  }
}
