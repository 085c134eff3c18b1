package io.gypsum.metadata.index;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Threads;
import org.jspecify.annotations.Nullable;

/**
 * Works ahead of whoever iterates, in other threads; the results come in the order of the items. What is ahead is
 * bounded in number and in weight, so that memory is. Not thread-safe; the work must not iterate.
 */
final class ReadAhead<T, R> implements Iterator<R> {
  private final Iterator<T> items;
  private final Work<T, R> work;
  private final Executor threads;
  private final int maxItems;
  private final long maxWeight;

  private final Deque<Ahead<R>> ahead = new ArrayDeque<>();
  private long weightAhead;
  /** Taken from {@code items}, too heavy for now. */
  private @Nullable T waiting;

  private record Ahead<R>(FutureTask<R> result, long weight) {}

  /** What is made of an item. */
  interface Work<T, R> {
    R of(T item);

    /** Of the result, not negative; in whatever unit the bound is. */
    long weight(T item);

    /** Whether it takes no time, so that another thread would only cost some. */
    boolean isQuick(T item);
  }

  /** @param maxWeight of all items ahead; a single heavier one is worked on alone */
  ReadAhead(
      Iterator<T> items, Work<T, R> work, Executor threads, int maxItems, long maxWeight) {
    this.items = items;
    this.work = work;
    this.threads = threads;
    this.maxItems = maxItems;
    this.maxWeight = maxWeight;
  }

  @Override
  public boolean hasNext() {
    fill();
    return !ahead.isEmpty();
  }

  @Override
  public R next() {
    fill();
    Ahead<R> first = ahead.poll();
    if (first == null) {
      throw new NoSuchElementException();
    }
    weightAhead -= first.weight();
    return await(first.result());
  }

  private void fill() {
    while (ahead.size() < maxItems) {
      if (waiting == null) {
        if (!items.hasNext()) {
          return;
        }
        waiting = items.next();
      }
      T item = waiting;
      long weight = work.weight(item);
      if (!ahead.isEmpty() && weightAhead + weight > maxWeight) {
        return;
      }
      waiting = null;
      weightAhead += weight;
      FutureTask<R> task = new FutureTask<>(() -> work.of(item));
      ahead.add(new Ahead<>(task, weight));
      if (work.isQuick(item)) {
        task.run();
      } else {
        threads.execute(task);
      }
    }
  }

  private static <R> R await(FutureTask<R> task) {
    return Threads.await(
        task,
        e -> new GypsumException(
            GypsumException.Kind.UNAVAILABLE, "indexing was interrupted", e));
  }
}
