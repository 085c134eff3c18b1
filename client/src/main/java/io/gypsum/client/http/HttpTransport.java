package io.gypsum.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** Sends requests and tells their failures; the only place that knows HTTP statuses. Thread-safe. */
public final class HttpTransport implements AutoCloseable {
  /** Longest explanation of a failure that is read. */
  private static final int MAX_REASON_BYTES = 64 * 1024;
  private static final int MAX_MOVES = 5;

  private final CloseableHttpClient client;
  private final RequestConfig staying;
  private final RequestConfig moving;
  private final HttpOptions options;
  private final StallGuard stalls;
  private final Retries retries;
  private final Clock clock;

  public HttpTransport(HttpOptions options, Retries retries, Clock clock) {
    this.client = ApacheClientFactory.open(options);
    this.staying = RequestConfig.custom()
        .setResponseTimeout(ApacheClientFactory.timeout(options.answerTimeout()))
        .setRedirectsEnabled(false)
        .build();
    this.moving =
        RequestConfig.copy(staying).setRedirectsEnabled(true).setMaxRedirects(MAX_MOVES).build();
    this.options = options;
    this.stalls = new StallGuard(options.stallTimeout());
    this.retries = retries;
    this.clock = clock;
  }

  /** What to do with a successful answer, as it streams in; run again when the request is. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(ClientResponse answer) throws IOException;
  }

  /** Whether every request fails, since the client was told to do without the network. */
  public boolean isOffline() {
    return options.offline();
  }

  /** Sends {@code call} until it succeeds or must not be sent again. */
  public <T> T send(ClientRequest call, Repeat repeat, Reader<T> reader) {
    return retries.run(repeat, () -> sendOnce(call, reader));
  }

  /** Sends {@code call} and reads its answer as one JSON document. */
  public <T> T sendForJson(ClientRequest call, Repeat repeat, Function<JsonInput, T> document) {
    return send(call, repeat, json(document));
  }

  /** Sends {@code call}, whose answer says nothing. */
  public void sendIgnoringBody(ClientRequest call, Repeat repeat) {
    send(call, repeat, ignoringBody());
  }

  /** Tries {@code attempt}, which is made of several requests or checks, again as a whole. */
  public <T> T retry(Attempt<T> attempt) {
    return retries.run(Repeat.ALWAYS, attempt::run);
  }

  /** Something made of {@link #sendOnce} that can be done again from its beginning. */
  @FunctionalInterface
  public interface Attempt<T> {
    T run();
  }

  public static <T> Reader<T> json(Function<JsonInput, T> document) {
    return answer -> JsonInput.read(answer.body(), document);
  }

  public static Reader<byte[]> ignoringBody() {
    return answer -> answer.body().readAllBytes();
  }

  /** Sends {@code call} exactly once. */
  public <T> T sendOnce(ClientRequest call, Reader<T> reader) {
    requireOnline(call);
    HttpUriRequestBase request = request(call);
    try (StallGuard.Watched watched = stalls.watch(request::cancel)) {
      if (call.body().sizeBytes() > 0) {
        request.setEntity(new GuardedEntity(call.body(), watched));
      }
      return exchange(call, request, reader, watched);
    }
  }

  /** Sends {@code call} until it succeeds or must not be sent again; see {@link #openOnce}. */
  public OpenResponse open(ClientRequest call) {
    return retries.run(Repeat.ALWAYS, () -> openOnce(call));
  }

  /**
   * Sends {@code call}, which has no body, exactly once, and leaves its answer open: it has one of the connections until
   * the caller closes it.
   */
  public OpenResponse openOnce(ClientRequest call) {
    requireOnline(call);
    HttpUriRequestBase request = request(call);
    StallGuard.Watched watched = stalls.watch(request::cancel);
    OpenResponse open = null;
    try {
      ClassicHttpResponse response = client.executeOpen(null, request, null);
      GuardedInputStream body = new GuardedInputStream(content(response), watched);
      open = new OpenResponse(request, response, body, watched, e -> failure(call, e, watched));
      if (response.getCode() / 100 != 2) {
        throw refusal(call, response, body);
      }
      OpenResponse opened = open;
      open = null;
      return opened;
    } catch (IOException | CancellationException e) {
      watched.close();
      throw failure(call, e, watched);
    } finally {
      if (open != null) {
        open.close();
      }
    }
  }

  private void requireOnline(ClientRequest call) {
    if (options.offline()) {
      throw HttpErrors.offline(call.action());
    }
  }

  private <T> T exchange(
      ClientRequest call, HttpUriRequestBase request, Reader<T> reader,
      StallGuard.Watched watched) {
    try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
      GuardedInputStream body = new GuardedInputStream(content(response), watched);
      boolean done = false;
      try {
        if (response.getCode() / 100 != 2) {
          throw refusal(call, response, body);
        }
        T result =
            reader
                .read(new ClientResponse(response.getCode(), name -> header(response, name), body));
        done = true;
        return result;
      } finally {
        if (!done && !body.isAtEnd()) {
          // Closing an answer reads all that is left of it, which may be much, or never end.
          request.cancel();
        }
      }
    } catch (MalformedJsonException e) {
      throw HttpErrors.unexpectedResponse(call.action(), e.problem());
    } catch (UncheckedIOException | IOException | CancellationException e) {
      // The last of them comes when the thread was interrupted before it had a connection.
      throw failure(call, e, watched);
    }
  }

  private HttpUriRequestBase request(ClientRequest call) {
    HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.uri());
    request.setConfig(call.mayMove() ? moving : staying);
    call.headers().forEach(request::setHeader);
    BearerToken token = call.token();
    if (token != null) {
      request.setHeader("Authorization", token.header());
    }
    return request;
  }

  private static InputStream content(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? InputStream.nullInputStream() : entity.getContent();
  }

  static @Nullable String header(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }

  private RequestFailedException refusal(
      ClientRequest call, ClassicHttpResponse response, InputStream body) {
    String retryAfter = header(response, "Retry-After");
    return HttpErrors.ofStatus(
        call.action(), response.getCode(), reason(call, response, body),
        retryAfter == null ? null : RetryAfter.parse(retryAfter, clock));
  }

  private static @Nullable String reason(
      ClientRequest call, ClassicHttpResponse response, InputStream body) {
    if (response.getCode() / 100 == 3) {
      return "it has moved; give the client the address that it has now";
    }
    try {
      String reason = JsonInput.read(body.readNBytes(MAX_REASON_BYTES), ErrorAnswer::reason);
      BearerToken token = call.token();
      return reason == null || token == null ? reason : token.removedFrom(reason);
    } catch (IOException | MalformedJsonException e) {
      // A proxy's page, or nothing: the status has to do.
      return null;
    }
  }

  private RequestFailedException failure(
      ClientRequest call, Exception cause, StallGuard.Watched watched) {
    String server = call.uri().getAuthority();
    if (Thread.currentThread().isInterrupted()) {
      return HttpErrors.interrupted(call.action(), cause);
    }
    if (watched.isStalled()) {
      return HttpErrors.timedOut(call.action(), options.stallTimeout(), cause);
    }
    if (cause instanceof SSLHandshakeException || cause instanceof SSLPeerUnverifiedException) {
      return HttpErrors.untrusted(call.action(), server, cause);
    }
    if (cause instanceof ConnectException || cause instanceof ConnectTimeoutException
        || cause instanceof UnknownHostException || cause instanceof NoRouteToHostException) {
      return HttpErrors.unreachable(call.action(), server, cause);
    }
    if (cause instanceof SocketTimeoutException) {
      return HttpErrors.timedOut(call.action(), options.answerTimeout(), cause);
    }
    return HttpErrors.connectionBroken(call.action(), cause);
  }

  /** Frees connections; requests that still run in other threads fail. Closing twice is allowed. */
  @Override
  public void close() {
    stalls.close();
    client.close(CloseMode.GRACEFUL);
  }
}
