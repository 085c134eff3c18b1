package io.gypsum.server.http.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose received bytes can be examined before the connector reads them. While the connector answers a request on
 * the thread of the poller, neither reading nor writing waits: after the examined bytes nothing more can be read, and what the
 * socket does not accept is kept until it does.
 */
final class PeekedChannel extends NioChannel {
  /** Received bytes that the connector has not read yet. */
  private @Nullable ByteBuffer received;
  /** Bytes of a response that the socket has not accepted yet. */
  private @Nullable ByteBuffer unsent;
  /** What the request on the thread of the poller is answered with; null for requests on other threads. */
  private @Nullable Object answer;

  PeekedChannel(SocketBufferHandler buffers) {
    super(buffers);
  }

  @Override
  public void reset(SocketChannel socket, NioEndpoint.NioSocketWrapper wrapper)
      throws IOException {
    received = null;
    answer = null;
    setUnsent(null);
    super.reset(socket, wrapper);
  }

  /**
   * Receives what has arrived.
   *
   * @param buffer receives the bytes, which the connector reads from it unless {@link #keepReceived} is called
   */
  void peek(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = sc.read(buffer);
    buffer.flip();
    received = count > 0 ? buffer : null;
  }

  /** Copies what was received, because the buffer is used for other connections before the connector reads it. */
  void keepReceived() {
    ByteBuffer bytes = received;
    if (bytes != null) {
      received = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }
  }

  /** Begins to answer the request that was received, without waiting. */
  void beginAnswer(Object newAnswer) {
    answer = newAnswer;
  }

  void endAnswer() {
    answer = null;
    received = null;
  }

  /** Returns what was given to {@link #beginAnswer}; null unless such a request is being answered. */
  @Nullable
  Object answer() {
    return answer;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    ByteBuffer bytes = received;
    if (bytes == null) {
      return answer == null ? super.read(target) : 0;
    }
    int count = Math.min(bytes.remaining(), target.remaining());
    target.put(target.position(), bytes, bytes.position(), count);
    target.position(target.position() + count);
    bytes.position(bytes.position() + count);
    if (!bytes.hasRemaining()) {
      received = null;
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    if (answer == null) {
      return sendRest() ? super.write(source) : 0;
    }
    int count = source.remaining();
    if (!hasUnsent()) {
      super.write(source);
    }
    if (source.hasRemaining()) {
      addUnsent(source);
    }
    return count;
  }

  private synchronized void addUnsent(ByteBuffer bytes) {
    int before = unsent == null ? 0 : unsent.remaining();
    ByteBuffer all = ByteBuffer.allocate(before + bytes.remaining());
    if (unsent != null) {
      all.put(unsent);
    }
    unsent = all.put(bytes).flip();
  }

  private synchronized void setUnsent(@Nullable ByteBuffer bytes) {
    unsent = bytes;
  }

  synchronized boolean hasUnsent() {
    return unsent != null;
  }

  /** Sends as much of the kept bytes as the socket accepts, and returns whether these are all. */
  synchronized boolean sendRest() throws IOException {
    ByteBuffer rest = unsent;
    if (rest == null) {
      return true;
    }
    super.write(rest);
    if (rest.hasRemaining()) {
      return false;
    }
    unsent = null;
    return true;
  }

  /** The connector waits for the socket while this is not 0. */
  @Override
  public synchronized int getOutboundRemaining() {
    return answer != null || unsent == null ? 0 : unsent.remaining();
  }

  @Override
  public boolean flushOutbound() throws IOException {
    return sendRest();
  }
}
