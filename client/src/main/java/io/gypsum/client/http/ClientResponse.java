package io.gypsum.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

import io.gypsum.client.failure.RequestFailedException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * A response whose body is still being received. It occupies one connection until it is closed. Not thread-safe, except that
 * any thread may close it.
 */
public final class ClientResponse implements AutoCloseable {
  private final ClientRequest description;
  private final HttpUriRequestBase request;
  private final ClassicHttpResponse response;
  private final StallGuard.Watch watch;
  private final StallGuard.GuardedInputStream body;
  private final Function<Exception, RequestFailedException> failures;
  private boolean finished;

  /** @param failures translates what reading the body throws */
  ClientResponse(
      ClientRequest description, HttpUriRequestBase request, ClassicHttpResponse response,
      StallGuard.Watch watch, Function<Exception, RequestFailedException> failures)
      throws IOException {
    HttpEntity entity = response.getEntity();
    this.description = description;
    this.request = request;
    this.response = response;
    this.watch = watch;
    this.body =
        watch.guard(entity == null ? InputStream.nullInputStream() : entity.getContent());
    this.failures = failures;
  }

  /** Returns the action of the request. */
  public String action() {
    return description.action();
  }

  public int status() {
    return response.getCode();
  }

  public boolean isSuccess() {
    return status() / 100 == 2;
  }

  /** Returns whether the body is the range that was requested, rather than everything. */
  public boolean isPartial() {
    return status() == 206;
  }

  /** Returns the first value of a header, or null if the header is absent. The name is case-insensitive. */
  public @Nullable String header(String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  /** Returns the body. Reading it fails if it ends before its announced length. Closing it has no effect. */
  public InputStream body() {
    return body;
  }

  /** Translates an exception that reading the body threw. */
  public RequestFailedException failure(Exception cause) {
    return failures.apply(cause);
  }

  /**
   * Reads the rest of the body if it is short, so that the connection can be used again, and releases the connection;
   * otherwise {@link #close} has to.
   */
  void finish() throws IOException {
    if (body.isAtEnd()
        || body.readNBytes(ResponseLimits.IGNORED_BYTES).length < ResponseLimits.IGNORED_BYTES) {
      response.close();
      finished = true;
    }
  }

  /** Releases the connection; it is closed unless the body was read to its end. */
  @Override
  public void close() {
    watch.close();
    if (finished) {
      return;
    }
    if (!body.isAtEnd()) {
      // Without this, closing the response reads all that is left of the body, which may be long or never end.
      request.cancel();
    }
    try {
      response.close();
    } catch (IOException e) {
      // The caller has already read what it needs.
    }
  }
}
