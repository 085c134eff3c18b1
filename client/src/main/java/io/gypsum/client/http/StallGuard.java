package io.gypsum.client.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Cancels requests that send or receive no byte for too long, or whose response does not begin in time. It is needed because
 * Java has no timeout for writing to a socket. Only the time spent waiting for the network counts, not the time that the caller
 * takes between two reads. Thread-safe.
 */
final class StallGuard implements AutoCloseable {
  private static final long NOT_WAITING = 0;
  private static final int CHECKS_PER_TIMEOUT = 4;

  /** The name under which a request's watch is found when its connection is used. */
  private static final String ATTRIBUTE = "gypsum.watch";

  private final Duration timeout;
  private final Duration responseHeadTimeout;
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final Timer timer = new Timer("gypsum-client-stalls", true);

  /** @param responseHeadTimeout from the end of a request to the end of the headers of its response */
  StallGuard(Duration timeout, Duration responseHeadTimeout) {
    this.timeout = timeout;
    this.responseHeadTimeout = responseHeadTimeout;
    long shorterMillis = Math.min(timeout.toMillis(), responseHeadTimeout.toMillis());
    long periodMillis = Math.max(1, shorterMillis / CHECKS_PER_TIMEOUT);
    TimerTask check = new TimerTask() {
      @Override
      public void run() {
        long now = System.nanoTime();
        watches.forEach(watch -> watch.check(now));
      }
    };
    timer.schedule(check, periodMillis, periodMillis);
  }

  /**
   * Starts watching one request and its response.
   *
   * @param cancel makes the blocked read or write fail; may run several times
   */
  Watch watch(Runnable cancel) {
    Watch watch = new Watch(cancel);
    watches.add(watch);
    return watch;
  }

  /** Stops the timer; requests are no longer watched. */
  @Override
  public void close() {
    timer.cancel();
  }

  /** One request and its response. Closing it ends the watch. */
  final class Watch implements AutoCloseable {
    private final Runnable cancel;
    private volatile long waitingSinceNanos = NOT_WAITING;
    private volatile long headSinceNanos = NOT_WAITING;
    private volatile boolean stalled;
    private volatile boolean headLate;

    private Watch(Runnable cancel) {
      this.cancel = cancel;
    }

    private void beginWait() {
      // Made odd, so that it never equals NOT_WAITING.
      waitingSinceNanos = System.nanoTime() | 1;
    }

    private void endWait() {
      waitingSinceNanos = NOT_WAITING;
    }

    private void check(long nowNanos) {
      long since = waitingSinceNanos;
      if (since != NOT_WAITING && nowNanos - since > timeout.toNanos()) {
        stalled = true;
        cancel.run();
      }
      // A socket's timeout starts again with each byte, so that slow headers or endless interim responses never reach it.
      long headSince = headSinceNanos;
      if (headSince != NOT_WAITING && nowNanos - headSince > responseHeadTimeout.toNanos()) {
        headLate = true;
        cancel.run();
      }
    }

    /** Lets {@link ResponseHeadTimer} find this watch. */
    void attachTo(HttpContext context) {
      context.setAttribute(ATTRIBUTE, this);
    }

    private void beginResponseHead() {
      headSinceNanos = System.nanoTime() | 1;
    }

    void endResponseHead() {
      headSinceNanos = NOT_WAITING;
    }

    /** Returns whether the request was cancelled because its response did not begin in time. */
    boolean isResponseHeadLate() {
      return headLate;
    }

    /** Returns whether the request was cancelled because it stalled. */
    boolean isStalled() {
      return stalled;
    }

    /** Returns the body of a response, watched while it is read. */
    GuardedInputStream guard(InputStream body) {
      return new GuardedInputStream(this, body);
    }

    /** Returns the body of a request, watched while it is written. */
    GuardedEntity guard(RequestBody body) {
      return new GuardedEntity(this, body);
    }

    @Override
    public void close() {
      watches.remove(this);
    }
  }

  /** The body of a response. Closing it has no effect; close the response instead. */
  static final class GuardedInputStream extends FilterInputStream {
    private final Watch watch;
    private boolean atEnd;

    private GuardedInputStream(Watch watch, InputStream in) {
      super(in);
      this.watch = watch;
    }

    @Override
    public int read() throws IOException {
      watch.beginWait();
      int b = super.read();
      watch.endWait();
      atEnd |= b < 0;
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      watch.beginWait();
      int count = super.read(bytes, offset, length);
      watch.endWait();
      atEnd |= count < 0;
      return count;
    }

    /** Returns whether a read has reached the end of the body. */
    boolean isAtEnd() {
      return atEnd;
    }

    @Override
    public void close() {}
  }

  /** The body of a request. */
  static final class GuardedEntity extends AbstractHttpEntity {
    private final Watch watch;
    private final RequestBody body;

    private GuardedEntity(Watch watch, RequestBody body) {
      super(body.contentType(), null);
      this.watch = watch;
      this.body = body;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      body.writer().writeTo(new GuardedOutputStream(watch, out));
      watch.beginResponseHead();
    }

    @Override
    public long getContentLength() {
      return body.sizeBytes();
    }

    @Override
    public boolean isStreaming() {
      return true;
    }

    @Override
    public InputStream getContent() {
      throw new UnsupportedOperationException("a request body can only be written");
    }

    @Override
    public void close() {}
  }

  /**
   * Starts the timeout for the response when a request without a body is sent; {@link GuardedEntity} does so for the others.
   * Reports every malformed response as a protocol error, since the parser throws other exceptions for some, such as
   * {@code HTTP/-1.1}.
   */
  static final class ResponseHeadTimer extends HttpRequestExecutor {
    @Override
    public ClassicHttpResponse execute(
        ClassicHttpRequest request, HttpClientConnection connection,
        HttpResponseInformationCallback callback, HttpContext context)
        throws IOException, HttpException {
      if (context.getAttribute(ATTRIBUTE) instanceof Watch watch && request.getEntity() == null) {
        watch.beginResponseHead();
      }
      try {
        return super.execute(request, connection, callback, context);
      } catch (IllegalArgumentException e) {
        throw new ProtocolException(e.getMessage(), e);
      }
    }
  }

  /** The stream to which the body of a request is written. */
  private static final class GuardedOutputStream extends OutputStream {
    private final Watch watch;
    private final OutputStream out;

    private GuardedOutputStream(Watch watch, OutputStream out) {
      this.watch = watch;
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      watch.beginWait();
      out.write(bytes, offset, length);
      watch.endWait();
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }
}
