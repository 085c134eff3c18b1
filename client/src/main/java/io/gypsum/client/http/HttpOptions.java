package io.gypsum.client.http;

import java.net.ProxySelector;
import java.time.Duration;
import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * Options of connections to servers.
 *
 * @param connections maximum number of open connections; further requests wait
 * @param offline whether every request fails immediately, without using the network
 * @param tls null for Java's default, which the {@code javax.net.ssl.…} system properties configure
 * @param proxies null for the proxy of the {@code http(s).proxyHost} system properties, then that of the environment; see
 *     {@link io.gypsum.core.ProxyEnvironment}
 * @param insecureTokens whether tokens may be sent unencrypted to other machines
 */
public record HttpOptions(
    int connections,
    Timeouts timeouts,
    boolean offline,
    @Nullable SSLContext tls,
    @Nullable ProxySelector proxies,
    boolean insecureTokens) {
  public static final HttpOptions DEFAULTS =
      new HttpOptions(16, Timeouts.DEFAULTS, false, null, null, false);

  public HttpOptions {
    if (connections < 1) {
      throw new IllegalArgumentException(connections + " connections: expected at least 1");
    }
  }

  /**
   * Timeouts; each of the first three is more than zero and at most a day.
   *
   * @param connect how long to wait for a connection to be established
   * @param answer how long to wait for the server to start its response
   * @param stall how long to wait for the next byte while a body is sent or received
   * @param retryFor minimum time for which requests are retried after a server that responded before becomes unavailable; at
   *     most 7 days
   */
  public record Timeouts(
      Duration connect, Duration answer, Duration stall, Duration retryFor) {
    private static final Duration MAX_TIMEOUT = Duration.ofDays(1);
    private static final Duration MAX_RETRY_FOR = Duration.ofDays(7);
    static final Timeouts DEFAULTS =
        new Timeouts(
            Duration.ofSeconds(15), Duration.ofMinutes(5), Duration.ofSeconds(60),
            Duration.ofSeconds(60));

    public Timeouts {
      for (Duration timeout : new Duration[] {connect, answer, stall}) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
          throw new IllegalArgumentException(
              "invalid timeout " + timeout + ": expected more than zero and at most a day");
        }
      }
      if (retryFor.isNegative() || retryFor.compareTo(MAX_RETRY_FOR) > 0) {
        throw new IllegalArgumentException(
            "invalid time to retry " + retryFor + ": expected 0 to 7 days");
      }
    }
  }

  public HttpOptions withConnections(int maximum) {
    return new HttpOptions(maximum, timeouts, offline, tls, proxies, insecureTokens);
  }

  public HttpOptions withConnectTimeout(Duration timeout) {
    return with(new Timeouts(timeout, timeouts.answer, timeouts.stall, timeouts.retryFor));
  }

  public HttpOptions withAnswerTimeout(Duration timeout) {
    return with(new Timeouts(timeouts.connect, timeout, timeouts.stall, timeouts.retryFor));
  }

  public HttpOptions withStallTimeout(Duration timeout) {
    return with(
        new Timeouts(timeouts.connect, timeouts.answer, timeout, timeouts.retryFor));
  }

  public HttpOptions withRetryFor(Duration time) {
    return with(new Timeouts(timeouts.connect, timeouts.answer, timeouts.stall, time));
  }

  private HttpOptions with(Timeouts changed) {
    return new HttpOptions(connections, changed, offline, tls, proxies, insecureTokens);
  }

  public HttpOptions withTls(SSLContext context) {
    return new HttpOptions(connections, timeouts, offline, context, proxies, insecureTokens);
  }

  public HttpOptions withProxies(ProxySelector selector) {
    return new HttpOptions(connections, timeouts, offline, tls, selector, insecureTokens);
  }

  public HttpOptions withOffline(boolean isOffline) {
    return new HttpOptions(connections, timeouts, isOffline, tls, proxies, insecureTokens);
  }

  public HttpOptions withInsecureTokens(boolean allowed) {
    return new HttpOptions(connections, timeouts, offline, tls, proxies, allowed);
  }
}
