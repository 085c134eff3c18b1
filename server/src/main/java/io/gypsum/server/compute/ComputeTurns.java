package io.gypsum.server.compute;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * The turns of one request in a {@link ComputeLane}. Its first piece of work may be refused; further pieces wait as long as
 * necessary, since a response whose beginning was sent cannot become an error. Between two turns the request occupies neither a
 * thread nor a place. Not thread-safe.
 */
public final class ComputeTurns {
  /** How often a waiting request checks whether it is abandoned. */
  private static final long CHECK_NANOS = Duration.ofMillis(250).toNanos();

  private final ComputeLane lane;
  private final BooleanSupplier isAbandoned;
  private boolean isAdmitted;

  ComputeTurns(ComputeLane lane, BooleanSupplier isAbandoned) {
    this.lane = lane;
    this.isAbandoned = isAbandoned;
  }

  /**
   * Computes {@code work} in a thread of the lane and returns its result. When this method throws, the work is not running.
   *
   * @throws GypsumException BUSY if the lane is closed, or, for the first piece, if too many requests wait or this one
   *     has waited too long. BUSY also if the request is abandoned; UNAVAILABLE if its thread is interrupted
   * @throws E when the work throws it
   */
  public <T extends @Nullable Object, E extends Exception> T run(ComputeWork<T, E> work) throws E {
    if (isAdmitted) {
      return run(work, Long.MAX_VALUE);
    }
    lane.enter();
    try {
      T result = run(work, lane.maxWait().toNanos());
      isAdmitted = true;
      return result;
    } finally {
      lane.leave();
    }
  }

  private <T extends @Nullable Object, E extends Exception> T run(
      ComputeWork<T, E> work, long maxWaitNanos) throws E {
    ComputeJob<T, E> job = new ComputeJob<>(work);
    lane.submit(job);
    try {
      awaitBegin(job, maxWaitNanos);
      awaitEnd(job);
    } catch (InterruptedException e) {
      stop(job);
      Thread.currentThread().interrupt();
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE, "the request was interrupted: try again", e);
    }
    return job.result();
  }

  private void awaitBegin(ComputeJob<?, ?> job, long maxWaitNanos) throws InterruptedException {
    long start = System.nanoTime();
    long left = maxWaitNanos;
    while (!job.awaitBegin(Math.min(left, CHECK_NANOS))) {
      left = maxWaitNanos - (System.nanoTime() - start);
      if (isAbandoned.getAsBoolean() && lane.withdraw(job)) {
        throw abandoned();
      }
      if (left <= 0 && lane.withdraw(job)) {
        throw lane.busy();
      }
    }
  }

  private void awaitEnd(ComputeJob<?, ?> job) throws InterruptedException {
    while (!job.awaitEnd(CHECK_NANOS)) {
      if (isAbandoned.getAsBoolean()) {
        stop(job);
        throw abandoned();
      }
    }
  }

  /** Withdraws or interrupts a job and waits until it no longer runs. An interrupt only sets the interrupt status. */
  private void stop(ComputeJob<?, ?> job) {
    boolean interrupted = false;
    boolean ended = lane.withdraw(job);
    if (!ended) {
      job.interrupt();
    }
    while (!ended) {
      try {
        ended = job.awaitEnd(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static GypsumException abandoned() {
    return new GypsumException(
        GypsumException.Kind.BUSY, "the client has closed the connection");
  }
}
