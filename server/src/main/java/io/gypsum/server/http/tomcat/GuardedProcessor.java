package io.gypsum.server.http.tomcat;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

import org.apache.coyote.Adapter;
import org.apache.coyote.ErrorState;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * A processor of the connector with a deadline for the whole header block, and for single reads of a body. The
 * connector's own timeout starts again with every byte.
 */
final class GuardedProcessor extends Http11Processor {
  private static final int NOTE = 1;

  private final long idleMillis;
  private final long headerNanos;

  GuardedProcessor(
      AbstractHttp11Protocol<?> protocol, Adapter adapter, Duration idleTimeout,
      Duration headerTimeout) {
    super(protocol, adapter);
    this.idleMillis = idleTimeout.toMillis();
    this.headerNanos = headerTimeout.toNanos();
    request.setNote(NOTE, this);
  }

  static GuardedProcessor of(Request request) {
    return (GuardedProcessor) request.getNote(NOTE);
  }

  /** Limits the next reads of the body. */
  void setMaxWait(long maxWaitNanos) {
    SocketWrapperBase<?> socket = socketWrapper;
    if (socket != null) {
      socket.setReadTimeout(Math.min(idleMillis, millis(maxWaitNanos)));
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
