package io.gypsum.server.status;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import io.gypsum.server.http.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /health}, {@code /health/live} and {@code /health/ready}. A server that responds is live; one that can use
 * its store, and whose users can sign in, is ready. A store that hangs occupies only one check, regardless of the number of
 * requests.
 */
public final class HealthHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(HealthHandlers.class);

  private final List<Runnable> checks;
  private final Duration timeout;
  private final Object lock = new Object();
  private @Nullable CompletableFuture<Void> running;
  private volatile boolean stopping;

  /**
   * @param checks run in this order; each throws when the server cannot serve requests
   * @param timeout the time within which all checks must end
   */
  public HealthHandlers(List<Runnable> checks, Duration timeout) {
    this.checks = List.copyOf(checks);
    this.timeout = timeout;
  }

  /** Reports the server as not ready from now on, so that load balancers stop sending requests to it. */
  public void markStopping() {
    stopping = true;
  }

  public void live(Exchange exchange) throws IOException {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendJson(out -> {
      out.writeStartObject();
      out.writeStringProperty("status", "ok");
      out.writeBooleanProperty("live", true);
      out.writeEndObject();
    });
  }

  /** Responds with 503 and the reason, in general words, when the server is not ready. */
  public void ready(Exchange exchange) throws IOException {
    String problem = problem();
    boolean isReady = problem == null;
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendJson(isReady ? 200 : 503, out -> {
      out.writeStartObject();
      out.writeStringProperty("status", isReady ? "ok" : "unavailable");
      out.writeBooleanProperty("live", true);
      out.writeBooleanProperty("ready", isReady);
      if (problem != null) {
        out.writeStringProperty("reason", problem);
      }
      out.writeEndObject();
    });
  }

  /** Returns why the server is not ready; null when it is. */
  private @Nullable String problem() {
    if (stopping) {
      return "the server is shutting down";
    }
    try {
      currentCheck().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return null;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      LOG.warn("not ready: {}", LogLine.of(cause));
      return cause instanceof GypsumException known
          ? known.reason()
          : "a check failed; the server's log contains the cause";
    } catch (TimeoutException e) {
      LOG.warn("not ready: the store did not respond within {}", timeout);
      return "the store does not respond";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the check was interrupted";
    }
  }

  private CompletableFuture<Void> currentCheck() {
    synchronized (lock) {
      CompletableFuture<Void> current = running;
      if (current == null || current.isDone()) {
        current =
            CompletableFuture.runAsync(
                () -> checks.forEach(Runnable::run), Thread::startVirtualThread);
        running = current;
      }
      return current;
    }
  }
}
