package io.gypsum.server.testing;

import java.time.Duration;

import io.gypsum.server.compute.ComputeLane;

/** Lanes for tests. Their threads are daemons, so they need not be closed. */
public final class TestLanes {
  private static final ComputeLane AMPLE = lane(200, 1_000);

  private TestLanes() {}

  /** Returns a lane that refuses no request of a test; all tests share it. */
  public static ComputeLane ample() {
    return AMPLE;
  }

  public static ComputeLane lane(int threads, int queue) {
    return new ComputeLane(
        "tests", new ComputeLane.Limits(threads, queue, Duration.ofMinutes(1)));
  }
}
