package io.gypsum.store.backup;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WorkersTest {
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  @Test
  void workOnAsManyItemsAtOnceAsThereAreThreads() {
    CyclicBarrier together = new CyclicBarrier(3);
    try (Workers workers = new Workers(3, "test")) {
      workers.forEach(IntStream.range(0, 30).peek(i -> taken.incrementAndGet()).iterator(), i -> {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        await(together);
        running.decrementAndGet();
      });
    }
    assertThat(taken).hasValue(30);
    assertThat(most).hasValue(3);
    assertThat(running).hasValue(0);
  }

  @Test
  void takeNoMoreItemsAfterAFailureAndThrowIt() {
    try (Workers workers = new Workers(1, "test")) {
      assertThatThrownBy(
          () -> workers.forEach(
              IntStream.range(0, 30).peek(i -> taken.incrementAndGet()).iterator(), i -> {
                throw new IllegalStateException("item " + i);
              }))
          .hasMessage("item 0");
    }
    assertThat(taken.get()).isBetween(1, 3);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the others did not come", e);
    }
  }
}
