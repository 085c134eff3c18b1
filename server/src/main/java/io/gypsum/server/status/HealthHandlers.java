package io.gypsum.server.status;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
  /** Guarded by {@link #lock}, as is {@link #lastProblem}. */
  private @Nullable CompletableFuture<Void> running;
  /** Null when the server was ready at the last check. */
  private @Nullable String lastProblem;
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

  /** Responds with 503 and the reason, in general terms, when the server is not ready. */
  public void ready(Exchange exchange) throws IOException {
    String problem = stopping ? "the server is shutting down" : problem();
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
    try {
      currentCheck().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      log(null, "");
      return null;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return log(
          cause instanceof GypsumException known
              ? known.reason()
              : "a check failed; the server's log contains the cause",
          LogLine.of(cause));
    } catch (TimeoutException e) {
      return log("the store does not respond", "the store did not respond within " + timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the check was interrupted";
    }
  }

  /** Logs changes only, since load balancers ask every few seconds. Returns the problem. */
  private @Nullable String log(@Nullable String problem, String line) {
    synchronized (lock) {
      if (!Objects.equals(problem, lastProblem)) {
        if (problem == null) {
          LOG.info("ready again");
        } else {
          LOG.warn("not ready: {}", line);
        }
        lastProblem = problem;
      }
    }
    return problem;
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
