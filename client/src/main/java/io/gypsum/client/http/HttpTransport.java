package io.gypsum.client.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProxySelector;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.failure.RequestFailedException.Remedy;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Loopback;
import io.gypsum.core.ProxyEnvironment;
import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.Retrier;
import io.gypsum.core.retry.RetryPolicy;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.io.CloseMode;

/**
 * Sends requests, retries them, and translates every problem into a {@link RequestFailedException}. Thread-safe.
 *
 * <p>Methods that end with {@code Once} send a request exactly once; the others retry.
 */
public final class HttpTransport implements AutoCloseable {
  /**
   * The default: {@link RequestFailedException} reduces the number of attempts in two cases, {@link
   * HttpOptions.Timeouts#retryFor} increases it.
   */
  static final RetryPolicy RETRY_POLICY =
      new RetryPolicy(
          6, Duration.ofMillis(500), Duration.ofSeconds(15), RetryPolicy.NO_TIME_LIMIT);

  /** Statuses with which a forwarding proxy reports its own failures. */
  private static final Set<Integer> PROXY_FAILURES = Set.of(407, 502, 504);

  private final HttpOptions options;
  private final Retrier retrier;
  private final Clock clock;
  private final ProxySelector proxies;
  private final CloseableHttpClient client;
  private final RequestConfig withoutRedirects;
  private final RequestConfig withRedirects;
  private final StallGuard stalls;
  private final Outages outages;

  /** @param random thread-safe; spreads the retries of several clients */
  public HttpTransport(
      HttpOptions options, Clock clock, Sleeper sleeper, RandomGenerator random) {
    this.options = options;
    this.retrier =
        new Retrier(
            RETRY_POLICY.withMinOutage(options.timeouts().retryFor()), clock, sleeper, random);
    this.outages = new Outages(clock);
    this.clock = clock;
    ProxySelector configured = options.proxies();
    this.proxies =
        configured == null
            ? EnvironmentProxies.byDefault(ProxyEnvironment.system())
            : configured;
    this.client = ApacheClientFactory.create(options, proxies);
    this.withoutRedirects =
        ApacheClientFactory.requestConfig(options.timeouts().answer(), false);
    this.withRedirects = ApacheClientFactory.requestConfig(options.timeouts().answer(), true);
    this.stalls = new StallGuard(options.timeouts().stall(), options.timeouts().answer());
  }

  /**
   * Reads a successful response, or a refusal that {@link ClientRequest#form} describes, while it is being received. Called again
   * for each attempt.
   */
  @FunctionalInterface
  public interface ResponseReader<T> {
    T read(ClientResponse response) throws IOException;
  }

  /** Returns a reader of a JSON document of at most {@link ResponseLimits#largeDocumentBytes}. */
  public static <T> ResponseReader<T> json(Function<JsonInput, T> document) {
    return response -> JsonInput.read(
        ResponseLimits.limit(
            response.body(), ResponseLimits.largeDocumentBytes(), response.action()),
        document);
  }

  /** Returns a reader that discards the body. */
  public static ResponseReader<Integer> ignoringBody() {
    return ClientResponse::status;
  }

  /** Returns whether every request fails because the client is configured to be offline. */
  public boolean isOffline() {
    return options.offline();
  }

  /** Sends a request until it succeeds or must not be retried. */
  public <T> T send(ClientRequest request, CallKind kind, ResponseReader<T> reader) {
    return retry(kind, () -> sendOnce(request, reader));
  }

  /** Like {@link #send}, for a response that is one JSON document. */
  public <T> T sendForJson(
      ClientRequest request, CallKind kind, Function<JsonInput, T> document) {
    return send(request, kind, json(document));
  }

  /** Like {@link #send}, for a response without content. */
  public void sendIgnoringBody(ClientRequest request, CallKind kind) {
    send(request, kind, ignoringBody());
  }

  /** Retries {@code attempt}, which may consist of several requests and checks and can be retried without harm. */
  public <T> T retry(Supplier<T> attempt) {
    return retry(CallKind.IDEMPOTENT_WRITE, attempt);
  }

  private <T> T retry(CallKind kind, Supplier<T> attempt) {
    try {
      return retrier.call(kind, attempt);
    } catch (RequestFailedException e) {
      // The retrier throws the last failure when the thread was interrupted before the next attempt.
      throw e.isRetryable() && Thread.currentThread().isInterrupted()
          ? HttpErrors.interrupted(e.action(), e)
          : withOutage(kind, e);
    }
  }

  private RequestFailedException withOutage(CallKind kind, RequestFailedException failure) {
    long seconds =
        failure.unavailableSince()
            .map(since -> Duration.between(since, clock.instant()).toSeconds())
            .orElse(0L);
    if (seconds < 1) {
      return failure;
    }
    boolean repeatable = failure.isRetryable() && kind.mayRepeatAfter(failure.outcome());
    String advice = "the server has been unavailable for " + seconds + " s";
    return repeatable
        ? failure.withAdvice(Remedy.RETRY_LONGER, advice)
        : failure.withAdvice(advice);
  }

  /** Sends a request once and reads its response. */
  public <T> T sendOnce(ClientRequest request, ResponseReader<T> reader) {
    try (ClientResponse response = openOnce(request)) {
      try {
        T result = reader.read(response);
        response.finish();
        return result;
      } catch (MalformedJsonException e) {
        throw HttpErrors.unexpectedResponse(request.action(), e.problem());
      } catch (UncheckedIOException | IOException | CancellationException e) {
        throw response.failure(e);
      }
    }
  }

  /** Like {@link #openOnce}, until it succeeds. */
  public ClientResponse open(ClientRequest request) {
    return retry(CallKind.READ, () -> openOnce(request));
  }

  /** Sends a request once and returns its successful response, which the caller has to close. */
  public ClientResponse openOnce(ClientRequest request) {
    if (options.offline()) {
      throw HttpErrors.offline(request.action());
    }
    if (request.containsSecret() && !options.insecureTokens()
        && !Loopback.isConfidential(request.uri())) {
      throw HttpErrors.insecure(request.action(), request.uri());
    }
    HttpUriRequestBase message = message(request);
    StallGuard.Watch watch = stalls.watch(message::cancel);
    HttpClientContext context = HttpClientContext.create();
    boolean opened = false;
    try {
      if (request.body().sizeBytes() > 0) {
        message.setEntity(watch.guard(request.body()));
      }
      ClientResponse response =
          new ClientResponse(
              request, message, execute(message, context, watch), watch,
              cause -> failure(request, cause, watch));
      try {
        if (!response.isSuccess() && !request.readsRefusals(response.status())) {
          throw recorded(
              request, withProxyOf(
                  response.status(), request, context,
                  ErrorResponse.read(request, response, clock)));
        }
        outages.recordResponse(request.uri());
        opened = true;
        return response;
      } finally {
        if (!opened) {
          response.close();
        }
      }
    } catch (UncheckedIOException | IOException | CancellationException e) {
      // A CancellationException is thrown if the thread was interrupted before it had a connection.
      throw failure(request, e, watch);
    } finally {
      if (!opened) {
        watch.close();
      }
    }
  }

  /** Records whether the server is available. */
  private RequestFailedException recorded(
      ClientRequest request, RequestFailedException failure) {
    int status = failure.status().orElse(0);
    if (status > 0 && status < 500 && failure.kind() != GypsumException.Kind.UNAVAILABLE) {
      outages.recordResponse(request.uri());
    }
    return outages.record(request.uri(), failure);
  }

  /** Returns the failure, with the name of the proxy if it may have sent the response. */
  private RequestFailedException withProxyOf(
      int status, ClientRequest request, HttpClientContext context,
      RequestFailedException failure) {
    if (!"https".equalsIgnoreCase(request.uri().getScheme())) {
      return PROXY_FAILURES.contains(status) ? withProxy(request, failure) : failure;
    }
    // A response that was not received over TLS is the answer of the proxy to the request for a tunnel.
    return context.getSSLSession() == null
        ? withProxy(request, HttpErrors.tunnelRefused(failure, request.uri().getAuthority()))
        : failure;
  }

  private ClassicHttpResponse execute(
      HttpUriRequestBase message, HttpClientContext context, StallGuard.Watch watch)
      throws IOException {
    watch.attachTo(context);
    try {
      return client.executeOpen(null, message, context);
    } finally {
      watch.endResponseHead();
    }
  }

  private HttpUriRequestBase message(ClientRequest request) {
    ClientRequest.Target target = request.target();
    HttpUriRequestBase message = new HttpUriRequestBase(target.method(), target.uri());
    message.setConfig(target.followsRedirects() ? withRedirects : withoutRedirects);
    request.headers().forEach(message::setHeader);
    BearerToken token = request.token();
    if (token != null) {
      message.setHeader("Authorization", token.header());
    }
    return message;
  }

  private RequestFailedException failure(
      ClientRequest request, Exception cause, StallGuard.Watch watch) {
    RequestFailedException failure =
        recorded(request, failureWithoutProxy(request, cause, watch));
    return Thread.currentThread().isInterrupted() ? failure : withProxy(request, failure);
  }

  private RequestFailedException withProxy(
      ClientRequest request, RequestFailedException failure) {
    return EnvironmentProxies.describe(proxies, request.uri())
        .map(proxy -> failure.withAdvice("the proxy is " + proxy))
        .orElse(failure);
  }

  private RequestFailedException failureWithoutProxy(
      ClientRequest request, Exception cause, StallGuard.Watch watch) {
    String action = request.action();
    String server = request.uri().getAuthority();
    HttpOptions.Timeouts timeouts = options.timeouts();
    if (Thread.currentThread().isInterrupted()) {
      return HttpErrors.interrupted(action, cause);
    }
    if (watch.isResponseHeadLate()) {
      return HttpErrors.timedOut(action, timeouts.answer(), cause);
    }
    if (watch.isStalled()) {
      return HttpErrors.timedOut(action, timeouts.stall(), cause);
    }
    if (cause instanceof SSLHandshakeException || cause instanceof SSLPeerUnverifiedException) {
      return HttpErrors.untrusted(action, server, cause);
    }
    if (cause instanceof ConnectException || cause instanceof ConnectTimeoutException
        || cause instanceof UnknownHostException || cause instanceof NoRouteToHostException) {
      return HttpErrors.unreachable(action, server, cause);
    }
    if (cause instanceof SocketTimeoutException) {
      return HttpErrors.timedOut(action, timeouts.answer(), cause);
    }
    if (cause instanceof ClientProtocolException || cause instanceof MessageConstraintException) {
      return HttpErrors.unexpectedResponse(action, HttpErrors.messageOf(cause));
    }
    return HttpErrors.connectionBroken(action, cause);
  }

  /** Closes all connections; requests that other threads still wait for fail. May be called several times. */
  @Override
  public void close() {
    stalls.close();
    client.close(CloseMode.GRACEFUL);
  }
}
