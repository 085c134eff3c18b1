package io.gypsum.core.retry;

import java.time.Instant;

/** When any call of a {@link Retrier} last succeeded. Thread-safe. */
public final class Progress {
  private volatile Instant last = Instant.MIN;

  void record(Instant time) {
    last = time;
  }

  Instant last() {
    return last;
  }
}
