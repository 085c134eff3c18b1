package io.gypsum.store.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;

import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.StoreException;

/** Several creations of one object at once, of which an engine that keeps conditions lets one through. */
final class CreateRace {
  static final int RUNNERS = 8;

  private CreateRace() {}

  /** @param create tells whether the runner of that number created the object */
  static int winners(IntPredicate create) {
    List<Callable<Boolean>> runners = new ArrayList<>();
    for (int i = 0; i < RUNNERS; i++) {
      int number = i;
      runners.add(() -> create.test(number));
    }
    ExecutorService executor = Executors.newFixedThreadPool(RUNNERS);
    try {
      int winners = 0;
      for (Future<Boolean> result : executor.invokeAll(runners)) {
        winners += result.get() ? 1 : 0;
      }
      return winners;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          "opening the store was interrupted", CallOutcome.NOT_DONE, false, e);
    } finally {
      executor.shutdownNow();
    }
  }
}
