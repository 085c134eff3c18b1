package io.gypsum.server.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** The processor time of a computation. Unlike the time that passes, it does not depend on the load of the machine. */
public final class CpuTime {
  private CpuTime() {}

  /** Returns the processor time that this thread needs for a computation. */
  public static Duration of(Runnable computation) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    computation.run();
    return Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
  }
}
