package io.gypsum.core.concurrent;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Starts, awaits and stops threads. */
public final class Threads {
  private Threads() {}

  /** Returns a pool of at most {@code threads} daemon threads, which start when they are needed. */
  public static ExecutorService daemonPool(int threads, String name) {
    return Executors.newFixedThreadPool(
        threads, work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Returns the result of a task, or throws what the task threw.
   *
   * @throws RuntimeException of {@code onInterrupt} when the calling thread is interrupted; its interrupt status is set,
   *     and the task continues
   */
  public static <T> T await(Future<T> task, OnInterrupt onInterrupt) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw onInterrupt.failure(e);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /**
   * Returns what a task threw, for the caller to throw.
   *
   * @throws Error when the task threw an error
   * @throws IllegalStateException when the task threw a checked exception, which tasks must not do
   */
  public static RuntimeException failure(ExecutionException ended) {
    Throwable cause = ended.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException failure
        ? failure
        : new IllegalStateException(cause);
  }

  /** Waits until a thread has ended. An interrupt does not end the wait; it only sets the interrupt status. */
  public static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Interrupts the tasks of a pool, discards those that have not started, and waits until all threads have ended. An
   * interrupt does not end the wait; it only sets the interrupt status.
   */
  public static void stop(ExecutorService pool) {
    pool.shutdownNow();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = pool.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
