package io.gypsum.core.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ParallelTest {
  private static final OnInterrupt ON_INTERRUPT = OnInterrupt.unavailable("it was interrupted");
  private static final Duration LONG = Duration.ofMinutes(5);

  private final List<Integer> items = IntStream.range(0, 100).boxed().toList();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger maxRunning = new AtomicInteger();

  @Test
  void resultsComeInTheOrderOfTheItems() {
    assertThat(Parallel.map(items, 7, ON_INTERRUPT, i -> i * 2))
        .isEqualTo(items.stream().map(i -> i * 2).toList());
  }

  @Test
  void asManyActionsRunAtATimeAsThereAreThreads() {
    CyclicBarrier together = new CyclicBarrier(3);
    try (Parallel parallel = parallel(3)) {
      parallel.forEach(source(30), i -> {
        enter();
        await(together);
        leave();
      });
    }
    assertThat(taken).hasValue(30);
    assertThat(maxRunning).hasValue(3);
    assertThat(running).hasValue(0);
  }

  @Test
  void callsThatShareThreadsStayWithinTheBoundTogether() {
    try (Parallel outer = parallel(4); Parallel inner = parallel(3)) {
      outer.forEach(source(8), i -> inner.forEach(items.iterator(), j -> {
        enter();
        Thread.onSpinWait();
        leave();
      }));
    }
    assertThat(taken).hasValue(8);
    assertThat(maxRunning).hasValueBetween(1, 3);
  }

  @Test
  void anActionCanDeferItsInterrupt() {
    CountDownLatch deferring = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(8);
    AtomicInteger deferred = new AtomicInteger();
    List<Runnable> actions = new ArrayList<>();
    actions.add(() -> {
      try (Parallel.InterruptDeferral deferral = Parallel.deferInterrupt(LONG)) {
        deferring.countDown();
        awaitEvent(interrupted);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
      // The failing thread may still be interrupting the actions.
      assertThatThrownBy(() -> new CountDownLatch(1).await())
          .isInstanceOf(InterruptedException.class);
      deferred.incrementAndGet();
    });
    for (int i = 0; i < 8; i++) {
      actions.add(() -> {
        assertThatThrownBy(() -> new CountDownLatch(1).await())
            .isInstanceOf(InterruptedException.class);
        interrupted.countDown();
      });
    }
    actions.add(() -> {
      awaitEvent(deferring);
      throw new IllegalStateException("failed");
    });
    assertThatThrownBy(() -> Parallel.forEach(actions, 10, ON_INTERRUPT, Runnable::run))
        .hasMessage("failed");
    assertThat(deferred).hasValue(1);
  }

  @Test
  void anInterruptIsNotDeferredForever() {
    CountDownLatch deferring = new CountDownLatch(1);
    List<Runnable> actions = List.of(() -> {
      try (Parallel.InterruptDeferral deferral = Parallel.deferInterrupt(Duration.ofMillis(1))) {
        deferring.countDown();
        assertThatThrownBy(() -> new CountDownLatch(1).await())
            .isInstanceOf(InterruptedException.class);
        taken.incrementAndGet();
      }
    }, () -> {
      awaitEvent(deferring);
      throw new IllegalStateException("failed");
    });
    assertThatThrownBy(() -> Parallel.forEach(actions, 2, ON_INTERRUPT, Runnable::run))
        .hasMessage("failed");
    assertThat(taken).hasValue(1);
  }

  @Test
  void anInterruptThatHasArrivedIsNotDeferred() {
    List<Runnable> actions = List.of(() -> {
      assertThatThrownBy(() -> new CountDownLatch(1).await())
          .isInstanceOf(InterruptedException.class);
      Thread.currentThread().interrupt();
      try (Parallel.InterruptDeferral deferral = Parallel.deferInterrupt(LONG)) {
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(Thread.interrupted()).isFalse();
      taken.incrementAndGet();
    }, () -> {
      throw new IllegalStateException("failed");
    });
    assertThatThrownBy(() -> Parallel.forEach(actions, 2, ON_INTERRUPT, Runnable::run))
        .hasMessage("failed");
    assertThat(taken).hasValueLessThanOrEqualTo(1);
  }

  @Test
  void deferringHasNoEffectOutsideOfAnAction() {
    try (Parallel.InterruptDeferral deferral = Parallel.deferInterrupt(LONG)) {
      Thread.currentThread().interrupt();
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(Thread.interrupted()).isFalse();
  }

  private static void awaitEvent(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anItemIsTakenOnlyWhenItCanStart() {
    AtomicInteger ended = new AtomicInteger();
    Iterator<Integer> source = source(50);
    Iterator<Integer> watched = new Iterator<>() {
      @Override
      public boolean hasNext() {
        assertThat(taken.get() - ended.get()).as("running when an item is taken").isLessThan(2);
        return source.hasNext();
      }

      @Override
      public Integer next() {
        return source.next();
      }
    };
    try (Parallel parallel = parallel(2)) {
      parallel.forEach(watched, i -> ended.incrementAndGet());
    }
    assertThat(ended).hasValue(50);
  }

  @Test
  void noItemIsTakenAfterAFailureWhichIsThrown() {
    try (Parallel parallel = parallel(1)) {
      assertThatThrownBy(
          () -> parallel.forEach(source(30), i -> {
            throw new IllegalStateException("item " + i);
          }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("item 0");
    }
    assertThat(taken).hasValue(1);
  }

  @Test
  void anErrorIsThrownAsItIs() {
    AssertionError error = new AssertionError("no");
    assertThatThrownBy(
        () -> Parallel.forEach(items, 3, ON_INTERRUPT, i -> {
          throw error;
        }))
        .isSameAs(error);
  }

  @Test
  void aFailureInterruptsTheOthersAndIsThrownWhenTheyHaveEnded() {
    AtomicInteger interrupted = new AtomicInteger();
    CountDownLatch others = new CountDownLatch(3);
    assertThatThrownBy(
        () -> Parallel.map(
            items, 4, ON_INTERRUPT, i -> {
              try {
                if (i == 0) {
                  others.await();
                  throw new IllegalArgumentException("item " + i);
                }
                others.countDown();
                new CountDownLatch(1).await();
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
  void anInterruptOfOneCallDoesNotReachTheNext() {
    try (Parallel parallel = parallel(4)) {
      for (int round = 0; round < 200; round++) {
        assertThatThrownBy(
            () -> parallel.forEach(source(8), i -> {
              if (i == 3) {
                throw new IllegalStateException("item 3");
              }
            }))
            .hasMessage("item 3");
        parallel.forEach(
            source(8), i -> assertThat(Thread.currentThread().isInterrupted()).isFalse());
      }
    }
  }

  @Test
  void aFailureOfTheSourceStopsTheCall() {
    Iterator<Integer> broken = new Iterator<>() {
      @Override
      public boolean hasNext() {
        if (taken.get() == 5) {
          throw new IllegalStateException("cannot list");
        }
        return true;
      }

      @Override
      public Integer next() {
        return taken.incrementAndGet();
      }
    };
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    try (Parallel parallel = parallel(1)) {
      assertThatThrownBy(() -> parallel.forEach(broken, done::add)).hasMessage("cannot list");
    }
    assertThat(done).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void anInterruptOfTheCallerStopsTheCall() {
    Thread caller = Thread.currentThread();
    assertThatThrownBy(
        () -> Parallel.map(
            items, 2, ON_INTERRUPT, i -> {
              caller.interrupt();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              running.incrementAndGet();
              return i;
            }))
        .isInstanceOf(GypsumException.class)
        .hasMessage("it was interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(running).as("ended when map had returned").hasValueBetween(1, 2);
  }

  @Test
  void aSingleThreadIsTheCallers() {
    Thread caller = Thread.currentThread();
    Parallel.forEach(
        items, 1, ON_INTERRUPT, i -> assertThat(Thread.currentThread()).isSameAs(caller));
    Parallel.forEach(
        List.of(1), 4, ON_INTERRUPT, i -> assertThat(Thread.currentThread()).isSameAs(caller));
    assertThat(Parallel.map(List.<Integer>of(), 4, ON_INTERRUPT, i -> i)).isEmpty();
  }

  private static Parallel parallel(int threads) {
    return new Parallel(threads, "test", ON_INTERRUPT);
  }

  private Iterator<Integer> source(int size) {
    taken.set(0);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return taken.get() < size;
      }

      @Override
      public Integer next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return taken.getAndIncrement();
      }
    };
  }

  private void enter() {
    maxRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
  }

  private void leave() {
    running.decrementAndGet();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the other actions did not start", e);
    }
  }
}
