package io.gypsum.client.http;

import java.net.ProxySelector;
import java.time.Duration;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * How to reach servers.
 *
 * @param connections how many may be open at once; more requests than that wait
 * @param connectTimeout how long making a connection may take
 * @param answerTimeout how long a server may think before it answers
 * @param stallTimeout how long nothing may move while bytes are being sent or received
 * @param offline whether every request fails at once, without the network
 * @param tls null for Java's own, which the {@code javax.net.ssl.…} properties set
 * @param proxies null for Java's own, which the {@code http(s).proxyHost} properties set
 */
public record HttpOptions(
    int connections,
    Duration connectTimeout,
    Duration answerTimeout,
    Duration stallTimeout,
    boolean offline,
    @Nullable SSLContext tls,
    @Nullable ProxySelector proxies) {
  public static final HttpOptions DEFAULTS =
      new HttpOptions(
          16, Duration.ofSeconds(15), Duration.ofMinutes(5), Duration.ofSeconds(60), false, null,
          null);

  public HttpOptions {
    if (connections < 1) {
      throw new IllegalArgumentException(connections + " connections");
    }
    for (Duration timeout : new Duration[] {connectTimeout, answerTimeout, stallTimeout}) {
      if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "a time-out of " + timeout + ": expected more than nothing, and at most a day");
      }
    }
  }

  public HttpOptions withConnections(int most) {
    return new HttpOptions(
        most, connectTimeout, answerTimeout, stallTimeout, offline, tls, proxies);
  }

  public HttpOptions withConnectTimeout(Duration time) {
    return new HttpOptions(connections, time, answerTimeout, stallTimeout, offline, tls, proxies);
  }

  public HttpOptions withAnswerTimeout(Duration time) {
    return new HttpOptions(connections, connectTimeout, time, stallTimeout, offline, tls, proxies);
  }

  public HttpOptions withStallTimeout(Duration time) {
    return new HttpOptions(connections, connectTimeout, answerTimeout, time, offline, tls, proxies);
  }

  public HttpOptions withTls(SSLContext context) {
    return new HttpOptions(
        connections, connectTimeout, answerTimeout, stallTimeout, offline, context, proxies);
  }

  public HttpOptions withProxies(ProxySelector selector) {
    return new HttpOptions(
        connections, connectTimeout, answerTimeout, stallTimeout, offline, tls, selector);
  }

  public HttpOptions withOffline(boolean only) {
    return new HttpOptions(
        connections, connectTimeout, answerTimeout, stallTimeout, only, tls, proxies);
  }
}
