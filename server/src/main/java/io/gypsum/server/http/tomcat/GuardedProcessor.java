package io.gypsum.server.http.tomcat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;

import io.gypsum.server.http.HttpSettings;
import org.apache.coyote.Adapter;
import org.apache.coyote.ErrorState;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

/**
 * A processor of the connector with deadlines for the whole header block, and for each part of a body. The connector's own
 * timeout starts again with every byte.
 */
final class GuardedProcessor extends Http11Processor {
  private static final int NOTE = 1;
  /**
   * Delays the end of the connection, so that the timeout of a single read, after which a response can still be sent,
   * ends first.
   */
  private static final long CLOSE_DELAY_MILLIS = 500;

  private final long idleMillis;
  private final long headerNanos;
  private final ScheduledExecutorService timer;

  /** @param timer closes connections; its tasks are short */
  GuardedProcessor(
      AbstractHttp11Protocol<?> protocol, Adapter adapter, HttpSettings.ClientPace pace,
      ScheduledExecutorService timer) {
    super(protocol, adapter);
    this.timer = timer;
    this.idleMillis = pace.idleTimeout().toMillis();
    this.headerNanos = pace.headerTimeout().toNanos();
    request.setNote(NOTE, this);
  }

  static GuardedProcessor of(Request request) {
    return (GuardedProcessor) request.getNote(NOTE);
  }

  /** Returns the address of the other end of the connection; null when the connection was closed. */
  @Nullable
  InetAddress peerAddress() {
    return socketWrapper != null && socketWrapper.getSocket() instanceof NioChannel channel
        ? LimitedEndpoint.peer(channel.getIOChannel())
        : null;
  }

  /** Returns the answer to the request if it is processed on the thread of the poller; null on other threads. */
  @Nullable
  Object readyAnswer() {
    return socketWrapper != null && socketWrapper.getSocket() instanceof PeekedChannel channel
        ? channel.answer()
        : null;
  }

  /**
   * Receives bytes of the body.
   *
   * @param maxWaitNanos maximum time to wait, if it is shorter than the idle timeout
   * @throws SocketTimeoutException when the client sent nothing during that time
   */
  int receive(ApplicationBufferHandler target, long maxWaitNanos) throws IOException {
    long waitMillis = Math.min(idleMillis, millis(maxWaitNanos));
    SocketWrapperBase<?> socket = socketWrapper;
    if (socket == null) {
      return request.doRead(target);
    }
    socket.setReadTimeout(waitMillis);
    if (request.getContentLengthLong() >= 0) {
      return request.doRead(target);
    }
    // Between the bytes of a chunked body there may be extensions and trailers, of which each byte restarts the timeout.
    ScheduledFuture<?> closing =
        timer.schedule(socket::close, waitMillis + CLOSE_DELAY_MILLIS, MILLISECONDS);
    try {
      return request.doRead(target);
    } finally {
      closing.cancel(false);
    }
  }

  /** Returns the shortest timeout of at least that length; 0 would mean none. */
  private static long millis(long nanos) {
    return Math.max(1, Math.ceilDiv(nanos, 1_000_000L));
  }

  @Override
  public SocketState process(SocketWrapperBase<?> socket, SocketEvent event) throws IOException {
    if (event == SocketEvent.ERROR && isReadingHeaders()
        && socket.getError() instanceof SocketTimeoutException) {
      return reject();
    }
    SocketState state = super.process(socket, event);
    if (state != SocketState.LONG || !isReadingHeaders()) {
      return state;
    }
    // The header block is incomplete; the connector waits for more without a thread.
    long remaining = headerNanos - (System.nanoTime() - request.getStartTimeNanos());
    if (remaining <= 0) {
      return reject();
    }
    socket.setReadTimeout(Math.min(idleMillis, millis(remaining)));
    return state;
  }

  private boolean isReadingHeaders() {
    return request.getStartTimeNanos() >= 0;
  }

  /** Answers 408, as the connector answers requests that it rejects, and closes the connection. */
  private SocketState reject() throws IOException {
    response.setStatus(408);
    setErrorState(ErrorState.CLOSE_CLEAN, null);
    try {
      getAdapter().service(request, response);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
    return SocketState.CLOSED;
  }
}
