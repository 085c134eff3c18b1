package io.gypsum.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs calls at the same time. */
public final class Races {
  private Races() {}

  /** One of several concurrent calls. */
  @FunctionalInterface
  public interface NumberedCall<T> {
    T call(int number) throws Exception;
  }

  /** Starts all calls at the same moment and returns their results; fails when one fails. */
  public static <T> List<T> atOnce(int threads, NumberedCall<T> call) throws Exception {
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<T>> calls = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        calls.add(() -> {
          start.await(30, TimeUnit.SECONDS);
          return call.call(number);
        });
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(calls, 60, TimeUnit.SECONDS)) {
        results.add(future.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }
}
