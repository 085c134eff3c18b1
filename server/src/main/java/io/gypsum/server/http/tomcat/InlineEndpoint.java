package io.gypsum.server.http.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;

import io.gypsum.server.http.HttpEngine.ConnectionLimit;
import io.gypsum.server.http.HttpEngine.ReadyAnswers;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that answers some requests on the thread of the poller, which serves all connections and therefore must not wait:
 * the answer must be in memory, the request must be complete, and no bytes may follow it. The connector processes such a request
 * like any other. For all other requests, the thread of the poller only starts a virtual thread.
 */
final class InlineEndpoint extends LimitedEndpoint {
  /** Longer requests are not answered inline. */
  static final int MAX_REQUEST_BYTES = 2048;

  private final ReadyAnswers answers;
  /** Used only by the thread of the poller. */
  private final ByteBuffer received = ByteBuffer.allocateDirect(MAX_REQUEST_BYTES);

  InlineEndpoint(ConnectionLimit limit, ReadyAnswers answers) {
    super(limit);
    this.answers = answers;
  }

  @Override
  protected NioChannel createChannel(SocketBufferHandler buffers) {
    return new PeekedChannel(buffers);
  }

  /** The poller calls this with {@code dispatch}; other threads call it without, or for other events. */
  @Override
  public boolean processSocket(
      @Nullable SocketWrapperBase<NioChannel> socket, SocketEvent event, boolean dispatch) {
    if (dispatch && socket != null && socket.getSocket() instanceof PeekedChannel channel) {
      if (event == SocketEvent.OPEN_WRITE) {
        return sendRest(socket, channel);
      }
      if (event == SocketEvent.OPEN_READ) {
        return processRequest(socket, channel);
      }
    }
    return super.processSocket(socket, event, dispatch);
  }

  private boolean processRequest(SocketWrapperBase<NioChannel> socket, PeekedChannel channel) {
    Lock lock = socket.getLock();
    // The thread of the previous request holds the lock until its writes to the state of the connection are visible.
    if (lock.tryLock()) {
      try {
        Object answer = isBetweenRequests(socket, channel) ? receive(channel) : null;
        if (answer != null) {
          return processInline(socket, channel, answer);
        }
      } finally {
        lock.unlock();
      }
    }
    // Without the lock, which the virtual thread acquires.
    return super.processSocket(socket, SocketEvent.OPEN_READ, true);
  }

  /** Returns whether the next byte of the connection is the first one of a request. */
  private static boolean isBetweenRequests(
      SocketWrapperBase<NioChannel> socket, PeekedChannel channel) {
    return socket.getCurrentProcessor() == null && channel.getBufHandler().isReadBufferEmpty()
        && !channel.hasUnsent();
  }

  /** Receives what has arrived; returns the answer if it is exactly one request that has one in memory. */
  private @Nullable Object receive(PeekedChannel channel) {
    try {
      channel.peek(received);
    } catch (IOException e) {
      // The connection is broken, which the connector will detect.
      return null;
    }
    String path = PeekedRequest.path(received);
    Object answer = path == null ? null : answers.find(path);
    if (answer == null) {
      channel.keepReceived();
    }
    return answer;
  }

  private boolean processInline(
      SocketWrapperBase<NioChannel> socket, PeekedChannel channel, Object answer) {
    channel.beginAnswer(answer);
    try {
      return super.processSocket(socket, SocketEvent.OPEN_READ, false);
    } finally {
      channel.endAnswer();
      if (channel.hasUnsent()) {
        socket.registerWriteInterest();
      }
    }
  }

  /** Sends more of a response; returns whether the connection stays open. */
  private static boolean sendRest(SocketWrapperBase<NioChannel> socket, PeekedChannel channel) {
    try {
      if (!channel.sendRest()) {
        socket.registerWriteInterest();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
