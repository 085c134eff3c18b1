package io.gypsum.client;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.gypsum.client.failure.RequestFailedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ParallelTest {
  private final List<Integer> items = IntStream.range(0, 100).boxed().toList();

  @Test
  void givesResultsInTheItemsOrder() {
    assertThat(Parallel.map("ask", items, 7, i -> i * 2))
        .isEqualTo(items.stream().map(i -> i * 2).toList());
  }

  @Test
  void doesAsManyAtATimeAsItMay() {
    CyclicBarrier together = new CyclicBarrier(4);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Parallel.map(
        "ask", items, 4, i -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          try {
            together.await(10, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return running.decrementAndGet();
        });
    assertThat(most).hasValueBetween(2, 4);
  }

  @Test
  void stopsTheOthersAfterAFailureAndThrowsIt() {
    AtomicInteger interrupted = new AtomicInteger();
    CountDownLatch others = new CountDownLatch(3);
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(
        () -> Parallel.map(
            "ask", items, 4, i -> {
              try {
                if (i == 0) {
                  others.await();
                  throw new IllegalArgumentException("item " + i);
                }
                others.countDown();
                never.await();
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
              }
              return i;
            }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("item 0");
    assertThat(interrupted).as("interrupted when map had returned").hasValue(3);
  }

  @Test
  void endsWhenItsCallerIsInterrupted() {
    Thread caller = Thread.currentThread();
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(
        () -> Parallel.map(
            "ask", items, 2, i -> {
              caller.interrupt();
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return i;
            }))
        .isInstanceOf(RequestFailedException.class)
        .hasMessage("cannot ask: interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
