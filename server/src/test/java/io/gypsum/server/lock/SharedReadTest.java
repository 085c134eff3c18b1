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

  private record BlockingCall<T>(Thread thread, FutureTask<T> result) {
    static <T> BlockingCall<T> start(Callable<T> call) {
      FutureTask<T> result = new FutureTask<>(call);
      return new BlockingCall<>(Thread.ofPlatform().start(result), result);
    }

    void awaitBlocked() {
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }
  }

  /** Starts three more calls while one reads. */
  private List<BlockingCall<Integer>> callDuringARead(Supplier<Integer> read) throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    BlockingCall<Integer> first = BlockingCall.start(() -> shared.get(() -> {
      reading.countDown();
      await(proceed);
      return reads.incrementAndGet();
    }));
    reading.await();
    List<BlockingCall<Integer>> others = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      others.add(BlockingCall.start(() -> shared.get(read)));
    }
    others.forEach(BlockingCall::awaitBlocked);
    proceed.countDown();
    assertThat(first.result().get()).isEqualTo(1);
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
  void consecutiveCallsReadOnceEach() {
    assertThat(shared.get(reads::incrementAndGet)).isEqualTo(1);
    assertThat(shared.get(reads::incrementAndGet)).isEqualTo(2);
  }

  @Test
  void callsDuringAReadShareTheNextOne() throws Exception {
    for (BlockingCall<Integer> other : callDuringARead(reads::incrementAndGet)) {
      assertThat(other.result().get()).isEqualTo(2);
    }
    assertThat(reads).hasValue(2);
  }

  @Test
  void aFailureIsSharedButNotKept() throws Exception {
    Supplier<Integer> failing = () -> {
      throw new IllegalStateException("read " + reads.incrementAndGet());
    };
    for (BlockingCall<Integer> other : callDuringARead(failing)) {
      assertThatThrownBy(other.result()::get).hasRootCauseMessage("read 2");
    }
    assertThat(shared.get(reads::incrementAndGet)).isEqualTo(3);
  }

  @Test
  void aCallDoesNotWaitLongForAReadThatHangs() throws Exception {
    SharedRead<Integer> hasty = new SharedRead<>(Duration.ofMillis(1));
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    BlockingCall<Integer> first = BlockingCall.start(() -> hasty.get(() -> {
      hanging.countDown();
      await(end);
      return 7;
    }));
    hanging.await();
    assertThat(hasty.get(reads::incrementAndGet)).isEqualTo(1);
    end.countDown();
    assertThat(first.result().get()).isEqualTo(7);
  }

  @Test
  void anInterruptedCallReadsByItselfAndStaysInterrupted() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    BlockingCall<Integer> first = BlockingCall.start(() -> shared.get(() -> {
      reading.countDown();
      await(end);
      return 7;
    }));
    reading.await();
    Thread.currentThread().interrupt();
    assertThat(shared.get(reads::incrementAndGet)).isEqualTo(1);
    assertThat(Thread.interrupted()).isTrue();
    end.countDown();
    assertThat(first.result().get()).isEqualTo(7);
  }

  @Test
  void noCallReturnsAValueReadBeforeIt() throws Exception {
    AtomicInteger current = new AtomicInteger();
    Callable<Boolean> manyCalls = () -> {
      boolean fresh = true;
      for (int i = 0; i < 20_000; i++) {
        int written = current.incrementAndGet();
        fresh = fresh && shared.get(current::get) >= written;
      }
      return fresh;
    };
    List<BlockingCall<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(BlockingCall.start(manyCalls));
    }
    for (BlockingCall<Boolean> caller : callers) {
      assertThat(caller.result().get()).isTrue();
    }
  }
}
