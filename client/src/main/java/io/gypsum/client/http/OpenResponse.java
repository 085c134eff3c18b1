package io.gypsum.client.http;

import java.io.IOException;
import java.util.function.Function;

import io.gypsum.client.failure.RequestFailedException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** A successful answer that its reader closes. Not thread-safe, but any thread may close it. */
public final class OpenResponse implements AutoCloseable {
  private final HttpUriRequestBase request;
  private final ClassicHttpResponse response;
  private final GuardedInputStream body;
  private final StallGuard.Watched watched;
  private final Function<Exception, RequestFailedException> failures;

  OpenResponse(
      HttpUriRequestBase request, ClassicHttpResponse response, GuardedInputStream body,
      StallGuard.Watched watched, Function<Exception, RequestFailedException> failures) {
    this.request = request;
    this.response = response;
    this.body = body;
    this.watched = watched;
    this.failures = failures;
  }

  public ClientResponse answer() {
    return new ClientResponse(
        response.getCode(), name -> HttpTransport.header(response, name), body);
  }

  /** What it means that reading the body threw {@code cause}. */
  public RequestFailedException failure(Exception cause) {
    return failures.apply(cause);
  }

  /** Gives the connection back, to be used again when the body was read to its end. */
  @Override
  public void close() {
    watched.close();
    if (!body.isAtEnd()) {
      // Closing would read all the rest first.
      request.cancel();
    }
    try {
      response.close();
    } catch (IOException e) {
      // What was wanted of it has been read.
    }
  }
}
