package io.gypsum.core;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Work in other threads whose failures are told as if it had been done here. */
public final class Tasks {
  private Tasks() {}

  /** So many threads, which keep no program from ending. */
  public static ExecutorService daemons(int threads, String name) {
    return Executors.newFixedThreadPool(
        threads, work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Waits for a thread that is about to end; an interrupt meanwhile is kept for later. */
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
   * What the task comes to; what it threw is thrown.
   *
   * @param interrupted what is thrown when this thread is interrupted, and stays so
   */
  public static <T> T await(
      Future<T> task, Function<InterruptedException, ? extends RuntimeException> interrupted) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted.apply(e);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /**
   * What a task threw, to be thrown on.
   *
   * @throws Error when it was one
   * @throws IllegalStateException when it was a checked exception, of which tasks have none
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
}
