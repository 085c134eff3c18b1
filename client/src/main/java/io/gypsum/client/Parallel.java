package io.gypsum.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;

import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.concurrent.Threads;

/** Does the same to many things, some at a time. */
final class Parallel {
  private Parallel() {}

  /**
   * Applies {@code action} to each of {@code items}, at most {@code concurrency} at a time, and gives the results in the
   * items' order. The first failure interrupts the others and is thrown; nothing runs any more when this returns, with
   * a result or without.
   *
   * @param asked what all of it is for, should the calling thread be interrupted
   */
  static <T, R> List<R> map(
      String asked, List<T> items, int concurrency, Function<? super T, ? extends R> action) {
    int workers = Math.min(concurrency, items.size());
    if (workers <= 1) {
      return items.stream().<R>map(action).toList();
    }
    AtomicReferenceArray<R> results = new AtomicReferenceArray<>(items.size());
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Threads.daemonPool(workers, "gypsum-client");
    try {
      CompletionService<Void> running = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < workers; i++) {
        running.submit(
            () -> {
              for (int item = next.getAndIncrement(); item < items.size()
                  && !Thread.currentThread().isInterrupted(); item = next.getAndIncrement()) {
                results.set(item, action.apply(items.get(item)));
              }
            },
            null);
      }
      awaitAll(asked, running, workers);
    } finally {
      // So that an action that overlooks its interrupt is at least the last one of its thread.
      next.set(items.size());
      stop(threads);
    }
    List<R> inOrder = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      inOrder.add(results.get(i));
    }
    return inOrder;
  }

  /** As {@link #map}, of what gives nothing. */
  static <T> void forEach(
      String asked, List<T> items, int concurrency, Consumer<? super T> action) {
    map(asked, items, concurrency, item -> {
      action.accept(item);
      return true;
    });
  }

  private static void awaitAll(String asked, CompletionService<Void> running, int workers) {
    try {
      for (int i = 0; i < workers; i++) {
        running.take().get();
      }
    } catch (ExecutionException e) {
      throw Threads.failure(e);
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted(asked, e);
    }
  }

  /** Interrupts what still runs and waits for its end, which every blocking call here makes soon. */
  private static void stop(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = false;
    while (true) {
      try {
        if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
