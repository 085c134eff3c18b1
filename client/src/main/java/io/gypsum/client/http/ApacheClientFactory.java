package io.gypsum.client.http;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import io.gypsum.core.GypsumException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultRedirectStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Creates and configures Apache HttpClient (docs/decisions/0006-http-client.md). */
final class ApacheClientFactory {
  private static final TimeValue VALIDATE_AFTER_IDLE = TimeValue.ofMilliseconds(500);
  private static final int MAX_REDIRECTS = 5;

  private ApacheClientFactory() {}

  /**
   * Creates a client for HTTP/1.1 that follows no redirect unless the request allows it, since a token must not be sent to
   * another server. It keeps no cookies and retries nothing.
   */
  static CloseableHttpClient create(HttpOptions options, ProxySelector proxies) {
    PoolingHttpClientConnectionManager pool = pool(options.tls());
    pool.setMaxTotal(options.connections());
    pool.setDefaultMaxPerRoute(options.connections());
    pool.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setConnectTimeout(timeout(options.timeouts().connect()))
            .setSocketTimeout(timeout(options.timeouts().stall()))
            .setValidateAfterInactivity(VALIDATE_AFTER_IDLE)
            .build());
    HttpClientBuilder builder = HttpClients.custom();
    if (proxies instanceof EnvironmentProxies ofEnvironment) {
      builder.setDefaultCredentialsProvider(ofEnvironment)
          .addRequestInterceptorLast(ofEnvironment);
    }
    return builder
        .setConnectionManager(pool)
        .setRequestExecutor(new StallGuard.ResponseHeadTimer())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.DISABLED)
                .setResponseTimeout(timeout(options.timeouts().stall()))
                .setRedirectsEnabled(false)
                .build())
        .setRoutePlanner(new SystemDefaultRoutePlanner(proxies))
        .setRedirectStrategy(new SafeRedirects())
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .setUserAgent("gypsum-java")
        .build();
  }

  /** Returns the configuration of one request, which waits up to {@code answerTimeout} for its response. */
  static RequestConfig requestConfig(Duration answerTimeout, boolean followRedirects) {
    return RequestConfig.custom()
        .setResponseTimeout(timeout(answerTimeout))
        .setRedirectsEnabled(followRedirects)
        .setMaxRedirects(MAX_REDIRECTS)
        .build();
  }

  private static PoolingHttpClientConnectionManager pool(@Nullable SSLContext tls) {
    return new PoolingHttpClientConnectionManager(
        new DefaultHttpClientConnectionOperator(
            ApacheClientFactory::interruptibleSocket, null, null,
            RegistryBuilder.<TlsSocketStrategy>create()
                .register(URIScheme.HTTPS.id, new LazyTls(tls))
                .build()),
        PoolConcurrencyPolicy.STRICT, PoolReusePolicy.LIFO, TimeValue.NEG_ONE_MILLISECOND,
        connections());
  }

  private static HttpConnectionFactory<ManagedHttpClientConnection> connections() {
    return ManagedHttpClientConnectionFactory.builder()
        .http1Config(
            Http1Config.custom()
                .setMaxLineLength(ResponseLimits.HEADER_LINE_CHARS)
                .setMaxHeaderCount(ResponseLimits.HEADERS)
                .build())
        .build();
  }

  /** Returns the socket of a channel: unlike an ordinary one, it is closed when a thread that waits for it is interrupted. */
  private static Socket interruptibleSocket(@Nullable Proxy proxy) throws IOException {
    return proxy == null || proxy.type() != Proxy.Type.SOCKS
        ? SocketChannel.open().socket()
        : new Socket(proxy);
  }

  private static Timeout timeout(Duration time) {
    return Timeout.ofMilliseconds(Math.max(1, time.toMillis()));
  }

  /** Follows any redirect to an HTTP server except one from HTTPS to HTTP. */
  static final class SafeRedirects extends DefaultRedirectStrategy {
    @Override
    public URI getLocationURI(HttpRequest request, HttpResponse response, HttpContext context)
        throws HttpException {
      URI location = super.getLocationURI(request, response, context);
      try {
        ServerUrl.requireServer(location);
      } catch (GypsumException e) {
        // The URL is not shown, since it may contain a signature.
        throw new ProtocolException(
            "it redirects to an address that is not an HTTP or HTTPS URL with a valid port", e);
      }
      return location;
    }

    @Override
    public boolean isRedirectAllowed(
        HttpHost from, HttpHost to, HttpRequest redirect, HttpContext context) {
      boolean fromHttps = "https".equals(from.getSchemeName());
      boolean toHttps = "https".equals(to.getSchemeName());
      return (toHttps || !fromHttps) && super.isRedirectAllowed(from, to, redirect, context);
    }
  }

  /**
   * Initializes TLS when the first connection needs it: loading Java's certificate authorities takes a considerable
   * part of a command's start-up time, which a server without TLS does not need. Thread-safe.
   */
  private static final class LazyTls implements TlsSocketStrategy {
    private final @Nullable SSLContext configured;
    private @Nullable TlsSocketStrategy strategy;

    /** @param configured null for Java's default */
    LazyTls(@Nullable SSLContext configured) {
      this.configured = configured;
    }

    @Override
    public SSLSocket upgrade(
        Socket socket, String target, int port, Object attachment, HttpContext context)
        throws IOException {
      return strategy().upgrade(socket, target, port, attachment, context);
    }

    private synchronized TlsSocketStrategy strategy() {
      TlsSocketStrategy initialized = strategy;
      if (initialized == null) {
        initialized =
            configured == null
                ? DefaultClientTlsStrategy.createSystemDefault()
                : new DefaultClientTlsStrategy(configured);
        strategy = initialized;
      }
      return initialized;
    }
  }
}
