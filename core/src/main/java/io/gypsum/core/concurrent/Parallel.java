package io.gypsum.core.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Runs an action on many items, a bounded number at a time, in daemon threads.
 *
 * <p>Each call of a static method uses new threads. An instance keeps its threads for several calls, which may
 * run at the same time and then share them; an action must not wait for another action of the same instance. Thread-safe.
 *
 * <p>In all calls, an item is taken from its source only when it can start. The first failure (of an
 * action or of the source of items) is thrown; no further item starts, and running actions are interrupted, unless they
 * {@linkplain #deferInterrupt defer} that. No action is running when a call returns or throws, so an action that
 * ignores interrupts delays the end of the call.
 */
public final class Parallel implements AutoCloseable {
  /** The action that the current thread is running; null in threads that do not belong to an instance. */
  private static final ThreadLocal<@Nullable RunningAction> CURRENT = new ThreadLocal<>();

  private final int threads;
  private final ExecutorService pool;
  private final OnInterrupt onInterrupt;

  /**
   * @param threads maximum number of actions that run at a time, of all calls together
   * @param onInterrupt what a call throws when its calling thread is interrupted
   */
  public Parallel(int threads, String threadName, OnInterrupt onInterrupt) {
    this.threads = threads;
    this.pool = Threads.daemonPool(threads, threadName);
    this.onInterrupt = onInterrupt;
  }

  /** Runs {@code action} on all items and returns when all have ended. */
  public <T> void forEach(Iterator<? extends T> items, Consumer<? super T> action) {
    new Call<T>(action).run(items);
  }

  /** Ends the threads. All calls must have ended. */
  @Override
  public void close() {
    Threads.stop(pool);
  }

  /** Ends the deferral of an interrupt. */
  public interface InterruptDeferral extends AutoCloseable {
    /** Interrupts the thread if that was deferred. */
    @Override
    void close();
  }

  /**
   * If another action of the call fails, the current action is interrupted only after the returned object has been
   * closed, or {@code max} has passed: for a step whose outcome the action should not lose. An interrupt that has already
   * arrived is not deferred, nor is one from other code. Has no effect in the thread that made the call.
   *
   * @param max maximum time from the failure to the interrupt
   */
  public static InterruptDeferral deferInterrupt(Duration max) {
    RunningAction action = CURRENT.get();
    if (action == null) {
      return () -> {};
    }
    action.defer(max);
    return action::resume;
  }

  /** A thread that runs an action. Thread-safe. */
  private static final class RunningAction {
    private final Thread thread = Thread.currentThread();
    /** Null while interrupts are not deferred. */
    private @Nullable Duration maxDeferral;
    private boolean deferred;

    synchronized void interrupt() {
      Duration max = maxDeferral;
      if (max == null) {
        thread.interrupt();
      } else if (!deferred) {
        deferred = true;
        CompletableFuture.delayedExecutor(max.toNanos(), TimeUnit.NANOSECONDS)
            .execute(this::resume);
      }
    }

    synchronized void defer(Duration max) {
      maxDeferral = max;
    }

    /** Called when the step has ended, and when the maximum time has passed; only the first call has an effect. */
    synchronized void resume() {
      maxDeferral = null;
      if (deferred) {
        deferred = false;
        thread.interrupt();
      }
    }
  }

  /**
   * Runs {@code action} on all items, at most {@code concurrency} at a time. The calling thread runs it when there is
   * nothing to run at the same time.
   */
  public static <T> void forEach(
      List<? extends T> items, int concurrency, OnInterrupt onInterrupt,
      Consumer<? super T> action) {
    int threads = Math.min(concurrency, items.size());
    if (threads <= 1) {
      items.forEach(action);
      return;
    }
    try (Parallel parallel = new Parallel(threads, "gypsum-parallel", onInterrupt)) {
      parallel.forEach(items.iterator(), action);
    }
  }

  /** Returns the results of {@code function} in the order of the items; otherwise as {@link #forEach}. */
  public static <T, R> List<R> map(
      List<? extends T> items, int concurrency, OnInterrupt onInterrupt,
      Function<? super T, ? extends R> function) {
    AtomicReferenceArray<R> results = new AtomicReferenceArray<>(items.size());
    List<Runnable> calls = new ArrayList<>(items.size());
    for (T item : items) {
      int index = calls.size();
      calls.add(() -> results.set(index, function.apply(item)));
    }
    forEach(calls, concurrency, onInterrupt, Runnable::run);
    List<R> inOrder = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      inOrder.add(results.get(i));
    }
    return inOrder;
  }

  /** One call of {@link #forEach}. */
  private final class Call<T> {
    private final Consumer<? super T> action;
    /** One permit per action that may run now. */
    private final Semaphore free = new Semaphore(threads);
    /** The running actions of this call. Guarded by this. */
    private final Set<RunningAction> running = new HashSet<>();
    /** The first failure. Guarded by this. */
    private @Nullable Throwable failure;

    Call(Consumer<? super T> action) {
      this.action = action;
    }

    void run(Iterator<? extends T> items) {
      try {
        startAll(items);
        free.acquire(threads);
        free.release(threads);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail(onInterrupt.failure(e));
      } catch (RuntimeException | Error e) {
        fail(e);
      }
      throwFailure();
    }

    private void startAll(Iterator<? extends T> items) throws InterruptedException {
      while (true) {
        free.acquire();
        boolean started = false;
        try {
          if (hasFailed() || !items.hasNext()) {
            return;
          }
          T item = items.next();
          pool.execute(() -> runAction(item));
          started = true;
        } finally {
          if (!started) {
            free.release();
          }
        }
      }
    }

    private void runAction(T item) {
      RunningAction current = new RunningAction();
      CURRENT.set(current);
      try {
        if (begin(current)) {
          action.accept(item);
        }
      } catch (RuntimeException | Error e) {
        fail(e);
      } finally {
        end(current);
        CURRENT.remove();
        free.release();
      }
    }

    private synchronized boolean begin(RunningAction current) {
      return failure == null && running.add(current);
    }

    private synchronized void end(RunningAction current) {
      // An interrupt from here on would hit the next action of the same thread.
      running.remove(current);
    }

    private synchronized boolean hasFailed() {
      return failure != null;
    }

    private synchronized void fail(Throwable thrown) {
      if (failure == null) {
        failure = thrown;
        running.forEach(other -> {
          if (other.thread != Thread.currentThread()) {
            other.interrupt();
          }
        });
      }
    }

    private void throwFailure() {
      if (!hasFailed()) {
        return;
      }
      free.acquireUninterruptibly(threads);
      synchronized (this) {
        if (failure instanceof Error error) {
          throw error;
        }
        if (failure instanceof RuntimeException thrown) {
          throw thrown;
        }
      }
    }
  }
}
