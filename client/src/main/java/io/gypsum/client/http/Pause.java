package io.gypsum.client.http;

import java.time.Duration;

/** Waits; passed in, so that tests need not. */
@FunctionalInterface
public interface Pause {
  void sleep(Duration time) throws InterruptedException;

  public static Pause real() {
    return time -> Thread.sleep(time.toMillis());
  }
}
