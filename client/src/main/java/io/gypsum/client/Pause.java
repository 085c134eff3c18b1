package io.gypsum.client;

import java.time.Duration;

/** Waits; passed in, so that tests need not. */
@FunctionalInterface
interface Pause {
  void sleep(Duration time) throws InterruptedException;

  static Pause real() {
    return time -> Thread.sleep(time.toMillis());
  }
}
