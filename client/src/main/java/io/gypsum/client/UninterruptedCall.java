package io.gypsum.client;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.gypsum.core.concurrent.Threads;

/**
 * Runs a request whose outcome should be known even if the calling thread is interrupted meanwhile: the start and the end of an
 * upload.
 */
final class UninterruptedCall {
  /** Short enough that three such calls in sequence end before the command stops waiting after an interrupt. */
  static final Duration GRACE = Duration.ofSeconds(3);

  private UninterruptedCall() {}

  /**
   * Returns the result of {@code call}, or throws its exception. If the calling thread is interrupted before or during the call, the
   * call may continue for {@code grace}; then it is interrupted too, and this method waits until it ends. The interrupt status is kept.
   *
   * @param call runs in another thread
   */
  static <T> T run(Duration grace, Supplier<T> call) {
    FutureTask<T> task = new FutureTask<>(call::get);
    Thread thread = new Thread(task, "gypsum-uninterrupted");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return interrupted ? task.get(grace.toNanos(), TimeUnit.NANOSECONDS) : task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          thread.interrupt();
          Threads.join(thread);
        } catch (ExecutionException e) {
          throw Threads.failure(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
