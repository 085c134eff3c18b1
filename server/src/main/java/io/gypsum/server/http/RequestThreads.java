package io.gypsum.server.http;

import java.lang.management.ManagementFactory;

import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * Every request has a virtual thread, so that slow clients hold no scarce one. A virtual thread gives its carrier back
 * only when it waits; with one carrier per processor, as Java has it, a few requests that compute (hashing what arrives
 * fast) would let all others stand. With more carriers the system shares the processors among them.
 */
final class RequestThreads {
  /** Carriers are made when there is work for them, and end when there is none. */
  private static final int CARRIERS = 2 + 2 * Runtime.getRuntime().availableProcessors();

  private RequestThreads() {}

  /** Sees to it that enough virtual threads can run at the same time; applies to the whole process. */
  static void provide() {
    if (Integer.getInteger("jdk.virtualThreadScheduler.parallelism", 0) > 0) {
      return;
    }
    VirtualThreadSchedulerMXBean scheduler =
        ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    if (scheduler.getParallelism() < CARRIERS) {
      scheduler.setParallelism(CARRIERS);
    }
  }
}
