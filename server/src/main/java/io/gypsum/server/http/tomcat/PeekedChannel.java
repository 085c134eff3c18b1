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
 * the thread of the poller, neither reads nor writes wait: after the examined bytes nothing more can be read, and bytes that the
 * socket does not accept are kept and sent later.
 */
final class PeekedChannel extends NioChannel {
  /** Received bytes that the connector has not read yet. */
  private @Nullable ByteBuffer received;
  /** Bytes of a response that the socket has not accepted yet. */
  private @Nullable ByteBuffer unsent;
  /** The answer to the request that the thread of the poller processes; null for requests on other threads. */
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
   * Reads the bytes that the socket has received.
   *
   * @param buffer receives the bytes; the connector reads them from this buffer unless {@link #keepReceived} is called
   */
  void peek(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = sc.read(buffer);
    buffer.flip();
    received = count > 0 ? buffer : null;
  }

  /** Copies the received bytes, because the buffer is used for other connections before the connector reads them. */
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

  /** Returns the argument of {@link #beginAnswer}; null unless a request is being answered on the thread of the poller. */
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

  /** Sends as many of the kept bytes as the socket accepts, and returns whether all of them were sent. */
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
