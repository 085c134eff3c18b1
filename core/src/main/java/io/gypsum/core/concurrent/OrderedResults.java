package io.gypsum.core.concurrent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * A queue of tasks that run in other threads and whose results are taken in the order in which the tasks were submitted.
 * The number and the total weight of the tasks are bounded, which bounds memory use. Used by one thread; tasks must not
 * use the queue.
 *
 * <p>{@link ReadAhead} fills such a queue from an iterator. Use the queue directly where the code that finds the work
 * is not an iterator but a callback:
 *
 * <pre>{@code
 * while (!results.hasRoom(1)) {
 *   report(results.next());
 * }
 * results.submit(1, () -> check(key));
 * }</pre>
 */
public final class OrderedResults<R> {
  private final Executor threads;
  private final Bounds bounds;
  private final OnInterrupt onInterrupt;
  private final Deque<Entry<R>> queue = new ArrayDeque<>();
  private long totalWeight;

  private record Entry<R>(FutureTask<R> task, long weight) {}

  /**
   * Limits of the tasks in the queue, whether running or done.
   *
   * @param maxItems number of tasks, at least 1
   * @param maxWeight sum of their weights, in the unit of the caller; a task that is heavier fits only into an empty
   * queue
   */
  public record Bounds(int maxItems, long maxWeight) {
    /** Limits the number of tasks only. */
    public static Bounds ofItems(int maxItems) {
      return new Bounds(maxItems, Long.MAX_VALUE);
    }
  }

  /**
   * @param threads runs the tasks; its owner stops it when results are no longer needed
   * @param onInterrupt what {@link #next} throws when the calling thread is interrupted
   */
  public OrderedResults(Executor threads, Bounds bounds, OnInterrupt onInterrupt) {
    this.threads = threads;
    this.bounds = bounds;
    this.onInterrupt = onInterrupt;
  }

  public boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Returns whether a task of this weight fits into the queue now. It always does when the queue is empty. */
  public boolean hasRoom(long weight) {
    return queue.isEmpty()
        || (queue.size() < bounds.maxItems() && totalWeight + weight <= bounds.maxWeight());
  }

  /** Adds a task and starts it in another thread. */
  public void submit(long weight, Callable<R> task) {
    threads.execute(add(weight, task));
  }

  /** Adds a task and runs it in the calling thread: for work that costs less than starting it in another one. */
  public void runNow(long weight, Callable<R> task) {
    add(weight, task).run();
  }

  private FutureTask<R> add(long weight, Callable<R> task) {
    FutureTask<R> future = new FutureTask<>(task);
    queue.add(new Entry<>(future, weight));
    totalWeight += weight;
    return future;
  }

  /**
   * Removes the oldest task, waits for it and returns its result, or throws what it threw.
   *
   * @throws NoSuchElementException when the queue is empty
   */
  public R next() {
    Entry<R> first = queue.remove();
    totalWeight -= first.weight();
    return Threads.await(first.task(), onInterrupt);
  }
}
