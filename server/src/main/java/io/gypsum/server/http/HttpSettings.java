package io.gypsum.server.http;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** The addresses and limits of an HTTP server. */
public record HttpSettings(
    ListenAddress address, RequestLimits requests, BodyLimits bodies, ClientPace pace,
    @Nullable AccessLogFiles accessLog) {

  private static final int MIB = 1 << 20;

  /**
   * The address on which the server listens.
   *
   * @param host name or IP address
   * @param port 0 selects a free port
   * @param publicPath what precedes the paths of this server in the URLs that clients use, such as {@code /gypsum} behind a
   *     proxy that removes it; empty or without a trailing slash
   */
  public record ListenAddress(String host, int port, String publicPath) {
    public ListenAddress(String host, int port) {
      this(host, port, "");
    }
  }

  /**
   * Bounds of connections and requests.
   *
   * @param maxConnections maximum number of open connections; further ones wait in the backlog of the operating system
   * @param maxRequests maximum number of requests being processed, without those whose file is only being sent; further
   *     ones get 503
   * @param maxTransfers how many of {@code maxRequests} may be receiving a body or streaming a response: these last as
   *     long as their clients take, so the rest is reserved for short requests
   * @param maxHeaderBytes maximum size of a request line and its headers together
   */
  public record RequestLimits(
      int maxConnections, int maxRequests, int maxTransfers, int maxHeaderBytes) {

    /** Returns the default limits for at most {@code maxRequests}, of which a fifth is reserved for short ones. */
    public static RequestLimits of(int maxRequests) {
      return new RequestLimits(8192, maxRequests, Math.ceilDiv(maxRequests * 4, 5), 32 * 1024);
    }
  }

  /**
   * Bounds of JSON bodies.
   *
   * @param smallBytes maximum size for most routes
   * @param largeBytes maximum size for {@code upload/start}
   * @param budgetBytes maximum size of all bodies of more than 64 KiB that users are sending; one user can use half of it
   * @param budgetWait how long a body of a user waits for memory before it gets 503
   */
  public record BodyLimits(
      long smallBytes, long largeBytes, long budgetBytes, Duration budgetWait) {
    public static final BodyLimits DEFAULT =
        new BodyLimits(MIB, 64L * MIB, 128L * MIB, Duration.ofSeconds(45));

    /**
     * Returns these limits, lowered so that the bodies being read and the objects parsed from them fit into the heap.
     */
    public BodyLimits within(long heapBytes) {
      // A parsed JSON body takes about three times the space of its text.
      return withBudget(Math.min(budgetBytes, heapBytes / 6));
    }

    /**
     * Returns these limits with another budget, in which the largest body is at most the share of one user.
     */
    public BodyLimits withBudget(long newBudgetBytes) {
      long share = newBudgetBytes / 2;
      return new BodyLimits(
          Math.min(smallBytes, share), Math.min(largeBytes, share), newBudgetBytes, budgetWait);
    }

    public BodyLimits withWait(Duration newWait) {
      return new BodyLimits(smallBytes, largeBytes, budgetBytes, newWait);
    }
  }

  /**
   * The minimum speed of clients.
   *
   * @param idleTimeout maximum time between requests on a connection, and between bytes of a request or response
   * @param minBytesPerSecond minimum average rate of a request body or streamed response, measured each time the
   * server has waited for the client for {@code grace}
   * @param headerTimeout maximum time from the first byte of a request line to the end of the headers
   * @param smallBodyTimeout maximum time spent waiting for a JSON body of up to 64 KiB
   */
  public record ClientPace(
      Duration idleTimeout, long minBytesPerSecond, Duration grace, Duration headerTimeout,
      Duration smallBodyTimeout) {
    public static final ClientPace DEFAULT =
        new ClientPace(
            Duration.ofSeconds(30), 1024, Duration.ofSeconds(30), Duration.ofSeconds(20),
            Duration.ofSeconds(30));

    public ClientPace withIdleTimeout(Duration newTimeout) {
      return new ClientPace(
          newTimeout, minBytesPerSecond, grace, headerTimeout, smallBodyTimeout);
    }

    public ClientPace withMinimum(long newBytesPerSecond, Duration newGrace) {
      return new ClientPace(
          idleTimeout, newBytesPerSecond, newGrace, headerTimeout, smallBodyTimeout);
    }

    public ClientPace withTimeouts(Duration newHeaderTimeout, Duration newSmallBodyTimeout) {
      return new ClientPace(
          idleTimeout, minBytesPerSecond, grace, newHeaderTimeout, newSmallBodyTimeout);
    }
  }

  /**
   * The destination of the access log.
   *
   * @param directory created if needed; several processes may share it
   * @param keptDays number of days before today whose files are kept
   */
  public record AccessLogFiles(Path directory, int keptDays) {
    public static final int DEFAULT_KEPT_DAYS = 30;
  }

  /** Returns settings for a free port of the loopback interface, without access log. */
  public static HttpSettings defaults() {
    return new HttpSettings(
        new ListenAddress("127.0.0.1", 0), RequestLimits.of(2000), BodyLimits.DEFAULT,
        ClientPace.DEFAULT, null);
  }

  public HttpSettings with(ListenAddress newAddress) {
    return new HttpSettings(newAddress, requests, bodies, pace, accessLog);
  }

  public HttpSettings with(RequestLimits newRequests) {
    return new HttpSettings(address, newRequests, bodies, pace, accessLog);
  }

  public HttpSettings with(BodyLimits newBodies) {
    return new HttpSettings(address, requests, newBodies, pace, accessLog);
  }

  public HttpSettings with(ClientPace newPace) {
    return new HttpSettings(address, requests, bodies, newPace, accessLog);
  }

  /** @param newAccessLog null for none */
  public HttpSettings with(@Nullable AccessLogFiles newAccessLog) {
    return new HttpSettings(address, requests, bodies, pace, newAccessLog);
  }
}
