package io.gypsum.server.compute;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * A few platform threads for one kind of work, and a bounded queue in front of them. Lanes share nothing, so that one kind of
 * work never waits for another; the operating system divides the processors between their threads and those that serve
 * all other requests. The thread of the request waits for the result. Thread-safe.
 *
 * <p>A request whose response is computed in pieces gets {@link #turns}: it is admitted once, and waits in the queue again for
 * each further piece, so that a long response delays the others by one piece at a time.
 *
 * <p>Closing interrupts running work, discards waiting work, and rejects further work.
 */
public final class ComputeLane implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final String kind;
  private final Limits limits;
  /** One for each request whose first piece is running or waiting. */
  private final Semaphore places;
  private final ThreadPoolExecutor threads;

  /**
   * Bounds of one lane.
   *
   * @param threads how many pieces of work run at a time
   * @param queue how many further requests may wait for their first piece
   * @param maxWait how long they may wait
   */
  public record Limits(int threads, int queue, Duration maxWait) {}

  /** @param kind what is computed, in the plural, such as {@code searches} */
  public ComputeLane(String kind, Limits limits) {
    this.kind = kind;
    this.limits = limits;
    this.places = new Semaphore(limits.threads() + limits.queue());
    // The queue needs no bound: first pieces are bounded by the places, and further ones by the responses
    // that are being sent.
    this.threads =
        new ThreadPoolExecutor(
            limits.threads(), limits.threads(), 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("gypsum-" + kind, 0).factory());
  }

  /**
   * Computes {@code work} in a thread of this lane and returns its result. Work that runs is not cancelled; it ends before
   * this method does.
   *
   * @throws GypsumException BUSY if too many requests wait, if this one has waited too long, or if the lane is closed
   * @throws E when the work throws it
   */
  public <T extends @Nullable Object, E extends Exception> T run(ComputeWork<T, E> work) throws E {
    return turns(() -> false).run(work);
  }

  /** Like {@link #run}, for work without a result. */
  public <E extends Exception> void execute(ComputeWork.Action<E> work) throws E {
    boolean _ = this.<Boolean, E>run(() -> {
      work.run();
      return true;
    });
  }

  /**
   * Returns the turns of one request.
   *
   * @param isAbandoned whether the result is no longer needed, such as after the client has closed its connection; called
   *     from time to time while the request waits. Work that waits is then withdrawn, and work that runs is interrupted
   */
  public ComputeTurns turns(BooleanSupplier isAbandoned) {
    return new ComputeTurns(this, isAbandoned);
  }

  /** Returns whether a thread is free, so that work would begin at once. */
  public boolean isIdle() {
    return threads.getActiveCount() < limits.threads() && threads.getQueue().isEmpty();
  }

  /** Returns how many pieces of work run at a time. */
  public int threads() {
    return limits.threads();
  }

  /** Returns the number of pieces of work that wait for a thread. */
  public int waiting() {
    return threads.getQueue().size();
  }

  Duration maxWait() {
    return limits.maxWait();
  }

  /** @throws GypsumException BUSY */
  void enter() {
    if (!places.tryAcquire()) {
      throw busy();
    }
  }

  void leave() {
    places.release();
  }

  /** @throws GypsumException BUSY if the lane is closed */
  void submit(ComputeJob<?, ?> job) {
    try {
      threads.execute(job);
    } catch (RejectedExecutionException e) {
      throw stopping();
    }
  }

  /** Withdraws a job if it has not begun, and frees its place in the queue. */
  boolean withdraw(ComputeJob<?, ?> job) {
    boolean withdrawn = job.withdraw();
    if (withdrawn) {
      boolean _ = threads.remove(job);
    }
    return withdrawn;
  }

  GypsumException busy() {
    return new GypsumException(
        GypsumException.Kind.BUSY,
        "the server is processing too many " + kind + ": try again in a few seconds");
  }

  static GypsumException stopping() {
    return new GypsumException(
        GypsumException.Kind.BUSY, "the server is shutting down: try again in a few seconds");
  }

  /** Waits for the end of running work, but not forever: a disk may hang. */
  @Override
  public void close() {
    for (Runnable waiting : threads.shutdownNow()) {
      boolean _ = ((ComputeJob<?, ?>) waiting).withdraw();
    }
    try {
      boolean _ = threads.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
