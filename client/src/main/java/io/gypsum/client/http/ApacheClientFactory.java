package io.gypsum.client.http;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLContext;

import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Sets up Apache's HTTP client as we want it. */
final class ApacheClientFactory {
  private static final TimeValue LOOK_AT_IDLE_AFTER = TimeValue.ofMilliseconds(500);

  private ApacheClientFactory() {}

  /**
   * HTTP/1.1; follows no redirect unless a request says so, since a token must not go to another server; keeps no cookie;
   * repeats nothing.
   */
  static CloseableHttpClient open(HttpOptions options) {
    PoolingHttpClientConnectionManager pool = pool(options.tls());
    pool.setMaxTotal(options.connections());
    pool.setDefaultMaxPerRoute(options.connections());
    pool.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setConnectTimeout(timeout(options.connectTimeout()))
            .setSocketTimeout(timeout(options.stallTimeout()))
            .setValidateAfterInactivity(LOOK_AT_IDLE_AFTER)
            .build());
    ProxySelector proxies = options.proxies();
    return HttpClients.custom()
        .setConnectionManager(pool)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.DISABLED)
                .setResponseTimeout(timeout(options.stallTimeout()))
                .setRedirectsEnabled(false)
                .build())
        .setRoutePlanner(
            new SystemDefaultRoutePlanner(proxies == null ? ProxySelector.getDefault() : proxies))
        .setRedirectStrategy(new SafeRedirects())
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .setUserAgent("gypsum-java")
        .build();
  }

  private static PoolingHttpClientConnectionManager pool(@Nullable SSLContext tls) {
    return new PoolingHttpClientConnectionManager(
        new DefaultHttpClientConnectionOperator(
            ApacheClientFactory::interruptible, null, null,
            RegistryBuilder.<TlsSocketStrategy>create()
                .register(URIScheme.HTTPS.id, new LazyTls(tls))
                .build()),
        PoolConcurrencyPolicy.STRICT, PoolReusePolicy.LIFO, TimeValue.NEG_ONE_MILLISECOND, null);
  }

  /** The socket of a channel: interrupting the thread that waits for it closes it, which that of a plain one would not. */
  private static Socket interruptible(@Nullable Proxy proxy)
      throws IOException {
    return proxy == null || proxy.type() != Proxy.Type.SOCKS
        ? SocketChannel.open().socket()
        : new Socket(proxy);
  }

  static Timeout timeout(Duration time) {
    return Timeout.ofMilliseconds(Math.max(1, time.toMillis()));
  }
}
