package io.gypsum.server.compute;

import org.jspecify.annotations.Nullable;

/**
 * Work for a thread of a {@link ComputeLane}; it must not wait for a client.
 *
 * @param <T> type of the result
 * @param <E> type of the checked exceptions that the work throws
 */
@FunctionalInterface
public interface ComputeWork<T extends @Nullable Object, E extends Exception> {
  T run() throws E;

  /** Work without a result. */
  @FunctionalInterface
  interface Action<E extends Exception> {
    void run() throws E;
  }
}
