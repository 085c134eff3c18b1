package io.gypsum.server.operation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.store.Races;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LongTasksTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void aRunningTaskIsNotStartedAgain() {
    LongTasks<String> tasks = new LongTasks<>(1, Duration.ZERO);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    Runnable work = () -> {
      runs.incrementAndGet();
      started.countDown();
      await(go);
    };
    for (int i = 0; i < 5; i++) {
      assertThat(tasks.isDone("one", work)).isFalse();
    }
    await(started);
    assertThat(tasks.isDone("one", work)).isFalse();
    assertThat(runs.get()).isEqualTo(1);
    go.countDown();
  }

  @Test
  void aFailureIsReportedAndTheNextCallStartsTheTaskAgain() {
    LongTasks<String> tasks = new LongTasks<>(1, LONG);
    assertThatThrownBy(
        () -> tasks.isDone("one", () -> {
          throw new IllegalStateException("broken");
        })).isInstanceOf(IllegalStateException.class).hasMessage("broken");
    assertThat(tasks.isDone("one", () -> {})).isTrue();
  }

  @Test
  void theNumberOfConcurrentTasksIsLimited() throws Exception {
    LongTasks<Integer> tasks = new LongTasks<>(2, LONG);
    CountDownLatch twoRun = new CountDownLatch(2);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger max = new AtomicInteger();
    List<Boolean> done =
        Races.atOnce(
            16, number -> tasks.isDone(number, () -> {
              max.accumulateAndGet(running.incrementAndGet(), Math::max);
              twoRun.countDown();
              await(twoRun);
              running.decrementAndGet();
            }));
    assertThat(done).containsOnly(true);
    assertThat(max.get()).isEqualTo(2);
  }

  @Test
  void closingInterruptsRunningTasksAndRefusesNewOnes() {
    LongTasks<String> tasks = new LongTasks<>(1, Duration.ZERO);
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    assertThat(tasks.isDone("one", () -> {
      started.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        ended.set(true);
      }
    })).isFalse();
    await(started);
    tasks.close();
    assertThat(ended).isTrue();
    assertThatThrownBy(() -> tasks.isDone("two", () -> {})).hasMessageContaining("stopping");
  }

  @Test
  void closingEndsTheWaitForTasksThatHaveNotBegun() throws Exception {
    LongTasks<String> tasks = new LongTasks<>(1, LONG);
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Boolean> running =
        CompletableFuture.supplyAsync(() -> tasks.isDone("one", () -> {
          started.countDown();
          waitForInterrupt();
        }), Thread::startVirtualThread);
    await(started);
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> tasks.isDone("two", () -> {
              throw new AssertionError("must not begin");
            }), Thread::startVirtualThread);
    tasks.close();
    assertThat(running.get()).isTrue();
    assertThatThrownBy(waiting::get).hasMessageContaining("stopping");
  }

  private static void waitForInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      // Expected.
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
