package io.gypsum.server.http;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.gypsum.core.name.Key;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /health}, {@code /health/live} and {@code /health/ready}. Live is whoever answers; ready is who can read
 * the store. A store that hangs keeps one check busy, however often it is asked for.
 */
public final class HealthRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);
  /** Need not be there: asking for it is the check. */
  private static final Key PROBE = new Key("..health");

  private final Runnable check;
  private final Duration patience;
  private final Object lock = new Object();
  private @Nullable CompletableFuture<Void> running;
  private volatile boolean stopping;

  /** @param patience how long the store may take to answer */
  public HealthRoutes(ReadStore store, Duration patience) {
    this(() -> store.head(PROBE), patience);
  }

  /** @param check fails when the server cannot do its work */
  HealthRoutes(Runnable check, Duration patience) {
    this.check = check;
    this.patience = patience;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/health", exchange -> answer(exchange, isReady())),
        Route.get("/health/live", HealthRoutes::answerLive),
        Route.get("/health/ready", exchange -> answer(exchange, isReady())));
  }

  /** From now on the server is not ready, so that whoever spreads the requests sends it no more. */
  public void markStopping() {
    stopping = true;
  }

  private static void answerLive(Exchange exchange) throws IOException {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.json(
        out -> {
          out.writeStartObject();
          out.writeStringProperty("status", "ok");
          out.writeBooleanProperty("live", true);
          out.writeEndObject();
        });
  }

  private static void answer(Exchange exchange, boolean good) throws IOException {
    exchange.setHeader("Cache-Control", "no-store");
    exchange.answer(
        good ? 200 : 503, out -> {
          out.writeStartObject();
          out.writeStringProperty("status", good ? "ok" : "unavailable");
          out.writeBooleanProperty("live", true);
          out.writeBooleanProperty("ready", good);
          out.writeEndObject();
        });
  }

  private boolean isReady() {
    if (stopping) {
      return false;
    }
    try {
      currentCheck().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (ExecutionException e) {
      LOG.warn("not ready: the store cannot be read", e.getCause());
    } catch (TimeoutException e) {
      LOG.warn("not ready: the store did not answer within {}", patience);
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
