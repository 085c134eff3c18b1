package io.gypsum.store.lock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;

/**
 * Writes objects concurrently while the lease of a lock lasts. All of them are durable when {@link #run} returns; they are synced
 * together if the store can do so.
 */
final class LeasedWrites {
  static final int MAX_CONCURRENT = 32;
  /**
   * Bounds the lease that the running writes need, and thereby the time for which a crash locks the project. A larger write runs
   * alone.
   */
  private static final long MAX_RUNNING_BYTES = 2L * 1024 * 1024 * 1024;
  /** Larger objects are written by several calls, each of which may use the lease as it was last renewed. */
  private static final long MAX_CALL_BYTES = 5L * 1024 * 1024 * 1024;
  private static final long RENEW_INTERVAL_SECONDS = 1;

  private final Store store;
  private final LeaseGuard lease;
  private final Deque<Running> running = new ArrayDeque<>();
  private long runningBytes;
  /** Whether a failed write may still take effect; the failure that is thrown may be that of another write. */
  private volatile boolean inDoubt;

  /**
   * @param store the view to which the writes go; it may {@linkplain Store#withDeferredSync defer} their sync
   * @param lease called in the thread of {@link #run} before each write, before it waits, and every second while it waits
   */
  LeasedWrites(Store store, LeaseGuard lease) {
    this.store = store;
    this.lease = lease;
  }

  /** One write, which may be repeated. */
  record PlannedWrite(long sizeBytes, Runnable write) {}

  private record Running(long sizeBytes, Future<?> end) {}

  /**
   * Performs writes. No write is running when this method returns or throws. Called once.
   *
   * @param writes used in this thread, a bounded number ahead of the writes that have ended
   * @throws StoreException with outcome UNKNOWN if any of the writes may still take effect
   */
  void run(Iterator<PlannedWrite> writes) {
    if (!writes.hasNext()) {
      return;
    }
    // Before the writes: if the store stops deferring syncs meanwhile, the sync fails and the step is repeated.
    boolean needsSync = store.deferredWrites().isPresent();
    ExecutorService threads = Threads.daemonPool(MAX_CONCURRENT, "write under a lease");
    try {
      while (writes.hasNext()) {
        PlannedWrite next = writes.next();
        while (!running.isEmpty() && (running.size() == MAX_CONCURRENT
            || runningBytes + next.sizeBytes() > MAX_RUNNING_BYTES)) {
          awaitFirst();
        }
        runningBytes += next.sizeBytes();
        ensureTime();
        running.add(new Running(next.sizeBytes(), threads.submit(() -> run(next))));
      }
      while (!running.isEmpty()) {
        awaitFirst();
      }
      if (needsSync) {
        running.add(new Running(0, threads.submit(store::sync)));
        awaitFirst();
      }
    } catch (StoreException e) {
      awaitEnd(threads);
      throw inDoubt ? e.withUnknownOutcome() : e;
    } finally {
      awaitEnd(threads);
    }
  }

  private void run(PlannedWrite planned) {
    try {
      planned.write().run();
    } catch (StoreException e) {
      if (e.outcome() == CallOutcome.UNKNOWN) {
        inDoubt = true;
      }
      throw e;
    }
  }

  private void ensureTime() {
    lease.ensureTimeFor(Math.min(MAX_CALL_BYTES, runningBytes));
  }

  private void awaitFirst() {
    ensureTime();
    Running first = running.remove();
    while (true) {
      try {
        first.end().get(RENEW_INTERVAL_SECONDS, TimeUnit.SECONDS);
        runningBytes -= first.sizeBytes();
        return;
      } catch (TimeoutException e) {
        ensureTime();
      } catch (ExecutionException e) {
        throw Threads.failure(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException(
            "writing files was interrupted; try again", CallOutcome.UNKNOWN, true, e);
      }
    }
  }

  /**
   * Waits for the writes that have started. Interrupts them only if the calling thread is interrupted, because an
   * interrupted write may still take effect in the store after the lock was released.
   */
  private static void awaitEnd(ExecutorService threads) {
    threads.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
        threads.shutdownNow();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
