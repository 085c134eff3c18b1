package io.gypsum.server.http;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/** A listening server. */
public final class HttpServer implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final Listener listener;
  private final RunningRequests running;
  private final @Nullable AccessLog accessLog;
  private final int port;

  private HttpServer(Listener listener, RunningRequests running, @Nullable AccessLog accessLog) {
    this.listener = listener;
    this.running = running;
    this.accessLog = accessLog;
    this.port = listener.getLocalPort();
  }

  /** @throws IOException when it cannot listen there */
  public static HttpServer start(HttpSettings settings, Router router) throws IOException {
    return start(settings, router, new HttpMetrics());
  }

  /** @throws IOException when it cannot listen there, or cannot write its access log */
  public static HttpServer start(HttpSettings settings, Router router, HttpMetrics metrics)
      throws IOException {
    AccessLog accessLog = settings.accessLog() == null
        ? null
        : AccessLog.open(settings.accessLog(), settings.accessLogDays(), Clock.systemUTC());
    try {
      return start(settings, router, metrics, accessLog);
    } catch (IOException | RuntimeException e) {
      if (accessLog != null) {
        accessLog.close();
      }
      throw e;
    }
  }

  private static HttpServer start(
      HttpSettings settings, Router router, HttpMetrics metrics, @Nullable AccessLog accessLog)
      throws IOException {
    RequestObserver observer = accessLog == null
        ? metrics.observer()
        : RequestObserver.both(metrics.observer(), accessLog);
    RequestThreads.provide();
    RunningRequests running = new RunningRequests(settings.maxRequests());
    FrontAdapter front =
        new FrontAdapter(new Dispatcher(router), Limits.of(settings), running, observer);
    Listener listener = new Listener(settings, front);
    listener.open();
    return new HttpServer(listener, running, accessLog);
  }

  /** The port it listens on, or listened on before it stopped. */
  public int port() {
    return port;
  }

  /**
   * Gives up the port, answers 503 to new requests on connections that are open, lets the requests that run and the
   * files that are being sent finish for as long as {@code grace}, and closes what is left. Stopping twice is allowed.
   */
  public void stop(Duration grace) {
    running.refuseMore();
    listener.closeServerSocketGraceful();
    awaitQuiet(System.nanoTime() + grace.toNanos());
    listener.close();
    if (accessLog != null) {
      accessLog.close();
    }
  }

  private void awaitQuiet(long deadlineNanos) {
    while (running.count() + listener.sendingFiles() > 0 && System.nanoTime() < deadlineNanos) {
      try {
        Thread.sleep(LOOK_EVERY);
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
