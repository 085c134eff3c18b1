package io.gypsum.server.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class SharedReadTest {
  private final SharedRead<Integer> shared = new SharedRead<>(Duration.ofMinutes(1));
  private final AtomicInteger reads = new AtomicInteger();

  private record Asker<T>(Thread thread, FutureTask<T> answer) {
    static <T> Asker<T> start(Callable<T> question) {
      FutureTask<T> answer = new FutureTask<>(question);
      return new Asker<>(Thread.ofPlatform().start(answer), answer);
    }

    void awaitWaiting() {
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
  }

  /** Reads once, and meanwhile has three more askers come. */
  private List<Asker<Integer>> askDuringARead(Supplier<Integer> read) throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Asker<Integer> first = Asker.start(() -> shared.get(() -> {
      reading.countDown();
      await(goOn);
      return reads.incrementAndGet();
    }));
    reading.await();
    List<Asker<Integer>> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      others.add(Asker.start(() -> shared.get(read)));
    }
    others.forEach(Asker::awaitWaiting);
    goOn.countDown();
    assertThat(first.answer().get()).isEqualTo(1);
    return others;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoAskOneAfterTheOtherReadOneAfterTheOther() {
    assertThat(shared.get(reads::incrementAndGet)).isEqualTo(1);
    assertThat(shared.get(reads::incrementAndGet)).isEqualTo(2);
  }

  @Test
  void whoAskDuringAReadShareTheNextOne() throws Exception {
    for (Asker<Integer> other : askDuringARead(reads::incrementAndGet)) {
      assertThat(other.answer().get()).isEqualTo(2);
    }
    assertThat(reads).hasValue(2);
  }

  @Test
  void aFailureIsSharedAndThenForgotten() throws Exception {
    Supplier<Integer> failing = () -> {
      throw new IllegalStateException("read " + reads.incrementAndGet());
    };
    for (Asker<Integer> other : askDuringARead(failing)) {
      assertThatThrownBy(other.answer()::get).hasRootCauseMessage("read 2");
    }
    assertThat(shared.get(reads::incrementAndGet)).isEqualTo(3);
  }

  @Test
  void aReadThatHangsHoldsNobodyForLong() throws Exception {
    SharedRead<Integer> hasty = new SharedRead<>(Duration.ofMillis(1));
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Asker<Integer> first = Asker.start(() -> hasty.get(() -> {
      hanging.countDown();
      await(end);
      return 7;
    }));
    hanging.await();
    assertThat(hasty.get(reads::incrementAndGet)).isEqualTo(1);
    end.countDown();
    assertThat(first.answer().get()).isEqualTo(7);
  }

  @Test
  void whoIsInterruptedReadsAloneAndStaysInterrupted() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Asker<Integer> first = Asker.start(() -> shared.get(() -> {
      reading.countDown();
      await(end);
      return 7;
    }));
    reading.await();
    Thread.currentThread().interrupt();
    assertThat(shared.get(reads::incrementAndGet)).isEqualTo(1);
    assertThat(Thread.interrupted()).isTrue();
    end.countDown();
    assertThat(first.answer().get()).isEqualTo(7);
  }

  @Test
  void nobodySeesWhatWasThereBeforeTheyAsked() throws Exception {
    AtomicInteger truth = new AtomicInteger();
    Callable<Boolean> often = () -> {
      boolean fresh = true;
      for (int i = 0; i < 20_000; i++) {
        int written = truth.incrementAndGet();
        fresh = fresh && shared.get(truth::get) >= written;
      }
      return fresh;
    };
    List<Asker<Boolean>> askers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      askers.add(Asker.start(often));
    }
    for (Asker<Boolean> asker : askers) {
      assertThat(asker.answer().get()).isTrue();
    }
  }
}
