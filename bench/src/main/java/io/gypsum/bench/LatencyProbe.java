package io.gypsum.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Requests one path over an open connection at regular intervals, in a separate thread. Closing ends it. */
final class LatencyProbe implements AutoCloseable {
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);
  private final TimedApi api;
  private final String path;
  private final long intervalMillis;
  private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final Thread thread;
  private volatile boolean closed;

  private LatencyProbe(TimedApi api, String path, long intervalMillis) {
    this.api = api;
    this.path = path;
    this.intervalMillis = intervalMillis;
    this.thread = Thread.ofPlatform().daemon().name("probe " + path).start(this::run);
  }

  static LatencyProbe start(TimedApi api, String path, long intervalMillis) {
    return new LatencyProbe(api, path, intervalMillis);
  }

  private void run() {
    while (!closed) {
      try {
        millis.add(api.get(path).seconds() * 1e3);
        Pause.millis(intervalMillis);
      } catch (IOException e) {
        failures.add(e.getMessage());
        // A refused request does not end the measurement.
        millis.add(Double.POSITIVE_INFINITY);
      }
    }
  }

  /** Returns the time within which that share of the requests was answered. */
  double percentile(int percent) {
    return Rounds.percentile(List.copyOf(millis), percent);
  }

  /** Returns the failed requests. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Ends the probe; a request without a response counts as a failed one. */
  @Override
  public void close() {
    closed = true;
    try {
      if (!thread.join(RESPONSE_TIMEOUT)) {
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
