package io.gypsum.server.lock;

import java.time.Duration;

import io.gypsum.core.GypsumException;

/** Waiting, passed in so that tests need not. */
@FunctionalInterface
public interface Pause {
  /** Really waits. */
  Pause SLEEP = Pause::sleep;

  /** @throws GypsumException UNAVAILABLE when the thread is interrupted, which stays set */
  void pause(Duration time);

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE, "the server is stopping: try again", e);
    }
  }
}
