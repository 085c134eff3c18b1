package io.gypsum.core.concurrent;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Computes a result for each item of an iterator, in other threads and ahead of the consumer; the results come in the order
 * of the items. The number and the total weight of the results computed ahead are bounded, which bounds memory use. A
 * failure of the computation is thrown by {@link #next}. Used by one thread; the computation must not use the iterator.
 *
 * <p>The result of one {@code ReadAhead} may be the source of another; both may use the same threads.
 */
public final class ReadAhead<T, R> implements Iterator<R> {
  private final Iterator<? extends T> items;
  private final Work<T, R> work;
  private final OrderedResults<R> ahead;
  /** The next item, for which the queue has no room yet. */
  private @Nullable T waiting;

  /** The computation for an item. */
  @FunctionalInterface
  public interface Work<T, R> {
    /** Computes the result; called in another thread unless {@link #isQuick}. */
    R compute(T item);

    /** Returns the weight of the item in {@link OrderedResults.Bounds#maxWeight}; not negative. */
    default long weight(T item) {
      return 1;
    }

    /** Returns whether the result is cheap enough to be computed in the calling thread. */
    default boolean isQuick(T item) {
      return false;
    }
  }

  /**
   * @param threads runs the work; its owner stops it when results are no longer needed
   * @param onInterrupt what {@link #next} throws when the calling thread is interrupted
   */
  public ReadAhead(
      Iterator<? extends T> items, Work<T, R> work, Executor threads,
      OrderedResults.Bounds bounds, OnInterrupt onInterrupt) {
    this.items = items;
    this.work = work;
    this.ahead = new OrderedResults<>(threads, bounds, onInterrupt);
  }

  @Override
  public boolean hasNext() {
    fill();
    return !ahead.isEmpty();
  }

  @Override
  public R next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ahead.next();
  }

  private void fill() {
    while (true) {
      if (waiting == null) {
        if (!ahead.hasRoom(0) || !items.hasNext()) {
          return;
        }
        waiting = items.next();
      }
      T item = waiting;
      long weight = work.weight(item);
      if (!ahead.hasRoom(weight)) {
        return;
      }
      waiting = null;
      if (work.isQuick(item)) {
        ahead.runNow(weight, () -> work.compute(item));
      } else {
        ahead.submit(weight, () -> work.compute(item));
      }
    }
  }
}
