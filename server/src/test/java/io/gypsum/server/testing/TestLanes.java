package io.gypsum.server.testing;

import java.time.Duration;

import io.gypsum.server.compute.ComputeLane;

/** Lanes for tests. Their threads are daemons, so they need not be closed. */
public final class TestLanes {
  private TestLanes() {}

  /** Returns a lane that refuses no request of a test. */
  public static ComputeLane ample() {
    return lane(4, 1_000);
  }

  public static ComputeLane lane(int threads, int queue) {
    return new ComputeLane(
        "tests", new ComputeLane.Limits(threads, queue, Duration.ofMinutes(1)));
  }
}
