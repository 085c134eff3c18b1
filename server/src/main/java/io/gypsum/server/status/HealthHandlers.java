package io.gypsum.server.status;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.gypsum.core.name.Key;
import io.gypsum.server.http.Exchange;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /health}, {@code /health/live} and {@code /health/ready}. A server that responds is live; one that can read
 * its store is ready. A store that hangs occupies only one check, regardless of the number of requests.
 */
public final class HealthHandlers {
  private static final Logger LOG = LoggerFactory.getLogger(HealthHandlers.class);
  /** Need not exist: the lookup is the check. */
  private static final Key PROBE = new Key("..health");

  private final Runnable check;
  private final Duration timeout;
  private final Object lock = new Object();
  private @Nullable CompletableFuture<Void> running;
  private volatile boolean stopping;

  /** @param timeout the time within which the store must respond */
  public HealthHandlers(ReadStore store, Duration timeout) {
    this(() -> store.head(PROBE), timeout);
  }

  /** @param check throws when the server cannot serve requests */
  HealthHandlers(Runnable check, Duration timeout) {
    this.check = check;
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

  public void ready(Exchange exchange) throws IOException {
    boolean isReady = isReady();
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendJson(isReady ? 200 : 503, out -> {
      out.writeStartObject();
      out.writeStringProperty("status", isReady ? "ok" : "unavailable");
      out.writeBooleanProperty("live", true);
      out.writeBooleanProperty("ready", isReady);
      out.writeEndObject();
    });
  }

  private boolean isReady() {
    if (stopping) {
      return false;
    }
    try {
      currentCheck().get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      LOG.warn("not ready: the store cannot be read", e.getCause());
    } catch (TimeoutException e) {
      LOG.warn("not ready: the store did not respond within {}", timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private CompletableFuture<Void> currentCheck() {
    synchronized (lock) {
      CompletableFuture<Void> current = running;
      if (current == null || current.isDone()) {
        current = CompletableFuture.runAsync(check, Thread::startVirtualThread);
        running = current;
      }
      return current;
    }
  }
}
