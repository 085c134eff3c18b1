package io.gypsum.server.compute;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/** One piece of work that is computed in a thread of a lane, or withdrawn before it begins. Thread-safe. */
final class ComputeJob<T extends @Nullable Object, E extends Exception> implements Runnable {
  private enum State {
    WAITING, RUNNING, ENDED, WITHDRAWN
  }

  private final ComputeWork<T, E> work;
  /** Released when the work begins or is withdrawn. */
  private final CountDownLatch begun = new CountDownLatch(1);
  /** Released when the work has ended or is withdrawn. */
  private final CountDownLatch ended = new CountDownLatch(1);
  /** Guarded by this, as are the following fields. */
  private State state = State.WAITING;
  private @Nullable Thread runner;
  private @Nullable T result;
  private @Nullable Throwable failure;

  ComputeJob(ComputeWork<T, E> work) {
    this.work = work;
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    T computed = null;
    Throwable thrown = null;
    try {
      computed = work.run();
    } catch (Throwable e) {
      // Thrown again in the thread that waits for the result.
      thrown = e;
    } finally {
      end(computed, thrown);
    }
  }

  private synchronized boolean begin() {
    if (state != State.WAITING) {
      return false;
    }
    state = State.RUNNING;
    runner = Thread.currentThread();
    begun.countDown();
    return true;
  }

  private synchronized void end(@Nullable T computed, @Nullable Throwable thrown) {
    state = State.ENDED;
    runner = null;
    result = computed;
    failure = thrown;
    // An interrupt was meant for this job, not for the next one of the thread.
    boolean _ = Thread.interrupted();
    ended.countDown();
  }

  /** Returns whether the work will never begin, because of this call or of an earlier one. */
  synchronized boolean withdraw() {
    if (state == State.WAITING) {
      state = State.WITHDRAWN;
      begun.countDown();
      ended.countDown();
    }
    return state == State.WITHDRAWN;
  }

  /** Interrupts the work if it is running. */
  synchronized void interrupt() {
    Thread running = runner;
    if (running != null) {
      running.interrupt();
    }
  }

  boolean awaitBegin(long nanos) throws InterruptedException {
    return begun.await(nanos, TimeUnit.NANOSECONDS);
  }

  boolean awaitEnd(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Returns the result of the work, which has ended, or throws what the work threw.
   *
   * @throws GypsumException BUSY if the work was withdrawn
   */
  // The work can throw only E and unchecked exceptions, and its result is a T, which may be null.
  @SuppressWarnings({"unchecked", "NullAway"})
  synchronized T result() throws E {
    if (state == State.WITHDRAWN) {
      throw ComputeLane.stopping();
    }
    Throwable thrown = failure;
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (thrown != null) {
      throw (E) thrown;
    }
    return result;
  }
}
