package io.gypsum.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.server.limit.ClientAddress;
import io.gypsum.server.limit.ClientAddresses;
import io.gypsum.server.limit.ClientLimits;
import org.jspecify.annotations.Nullable;

/**
 * A listening HTTP server. Every request passes through these filters, in this order: access log, metrics, error
 * handling, CORS, admission, limits of the client's address; then its route is found, and the filters of the {@link
 * RouteGroup} and the handler run.
 */
public final class HttpServer implements AutoCloseable {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

  private final Capacity capacity;
  private final @Nullable AccessLog accessLog;
  private final HttpEngine engine;

  private HttpServer(Capacity capacity, @Nullable AccessLog accessLog, HttpEngine engine) {
    this.capacity = capacity;
    this.accessLog = accessLog;
    this.engine = engine;
  }

  /**
   * Starts a server; requests are answered when this returns.
   *
   * @throws IOException when it cannot listen at the address, or cannot write its access log; nothing is left open
   */
  public static HttpServer start(
      HttpSettings settings, Router router, HttpMetrics metrics, ClientLimits limits,
      HttpEngine.Factory engines)
      throws IOException {
    return start(settings, router, metrics, limits, HttpEngine.ReadyAnswers.NONE, engines);
  }

  /** @param answers finds the requests that handlers answer from memory */
  public static HttpServer start(
      HttpSettings settings, Router router, HttpMetrics metrics, ClientLimits limits,
      HttpEngine.ReadyAnswers answers, HttpEngine.Factory engines)
      throws IOException {
    HttpSettings.AccessLogFiles files = settings.accessLog();
    AccessLog accessLog = files == null ? null : AccessLog.open(files, Clock.systemUTC());
    try {
      Capacity capacity = new Capacity(settings);
      Handler chain = chain(settings, accessLog, metrics, capacity, limits, router);
      return new HttpServer(
          capacity, accessLog,
          engines.start(
              settings, new AddressConnections(limits), answers,
              request -> process(request, chain, capacity, limits.addresses())));
    } catch (IOException | RuntimeException e) {
      if (accessLog != null) {
        accessLog.close();
      }
      throw e;
    }
  }

  private static Handler chain(
      HttpSettings settings, @Nullable AccessLog accessLog, HttpMetrics metrics,
      Capacity capacity, ClientLimits limits, Router router) {
    List<Filter> filters = new ArrayList<>();
    if (accessLog != null) {
      filters.add(accessLog);
    }
    filters.add(metrics);
    filters.add(new ErrorHandling(metrics));
    filters.add(new Cors());
    filters.add((exchange, next) -> admit(exchange, next, capacity));
    filters.add((exchange, next) -> limit(exchange, next, limits));
    return Filter.chain(filters, new Routing(router, settings.address().publicPath()));
  }

  private static void process(
      EngineExchange request, Handler chain, Capacity capacity, ClientAddresses addresses) {
    boolean admitted = capacity.enter();
    try {
      chain.handle(new Exchange(request, capacity, admitted, addresses));
    } catch (IOException e) {
      request.abort(e);
    } finally {
      if (admitted) {
        capacity.leave();
      }
    }
  }

  /** Rejects requests that exceed the capacity, and reports those that the engine rejected. */
  private static void admit(Exchange exchange, Handler next, Capacity capacity)
      throws IOException {
    int rejected = exchange.engine().rejectedStatus();
    if (!exchange.isAdmitted()) {
      exchange.setHeader("Connection", "close");
      exchange.setHeader("Retry-After", ErrorHandling.RETRY_SECONDS);
      exchange.sendError(
          503,
          (capacity.isStopping()
              ? "the server is shutting down"
              : "the server is processing too many requests") + ": try again in a few seconds");
    } else if (rejected != 0) {
      exchange.sendError(rejected, ErrorHandling.rejection(rejected));
    } else {
      next.handle(exchange);
    }
  }

  /** Rejects requests that exceed the limits of the client's address, before any other work is done for them. */
  private static void limit(Exchange exchange, Handler next, ClientLimits limits)
      throws IOException {
    ClientAddress client = exchange.clientAddress();
    limits.countRequest(client, exchange.isRead());
    limits.beginRequest(client);
    try {
      next.handle(exchange);
    } finally {
      limits.requestEnded(client);
    }
  }

  /** Applies the limits of addresses to connections. */
  private record AddressConnections(ClientLimits limits) implements HttpEngine.ConnectionLimit {
    @Override
    public boolean opened(InetAddress peer) {
      return limits.openConnection(peer);
    }

    @Override
    public void closed(InetAddress peer) {
      limits.connectionClosed(peer);
    }
  }

  Capacity capacity() {
    return capacity;
  }

  /** Returns the port on which the server listens, or listened before it stopped. */
  public int port() {
    return engine.port();
  }

  /**
   * Releases the port, answers 503 to new requests on open connections, lets running requests and files being sent
   * finish for at most {@code grace}, then closes everything. May be called again.
   */
  public void stop(Duration grace) {
    capacity.stop();
    engine.closePort();
    awaitRunning(System.nanoTime() + grace.toNanos());
    engine.close();
    if (accessLog != null) {
      accessLog.close();
    }
  }

  private void awaitRunning(long deadlineNanos) {
    while (capacity.runningRequests() + engine.filesBeingSent() > 0
        && System.nanoTime() < deadlineNanos) {
      try {
        Thread.sleep(POLL_INTERVAL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
