package io.gypsum.core.concurrent;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.stream.IntStream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.OrderedResults.Bounds;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReadAheadTest {
  private static final OnInterrupt ON_INTERRUPT = OnInterrupt.unavailable("it was interrupted");

  private final ConcurrentLinkedQueue<Integer> computed = new ConcurrentLinkedQueue<>();
  private final List<Runnable> submitted = new ArrayList<>();
  private final Executor now = Runnable::run;

  @Test
  void resultsComeInTheOrderOfTheItems() {
    Executor backwards = task -> submitted.add(0, task);
    ReadAhead<Integer, Integer> ahead = of(20, Bounds.ofItems(20), backwards);
    assertThat(ahead.hasNext()).isTrue();
    submitted.forEach(Runnable::run);
    assertThat(rest(ahead)).isEqualTo(IntStream.range(0, 20).boxed().toList());
    assertThat(computed).first().isEqualTo(19);
  }

  @Test
  void resultsOfManyThreadsComeInTheOrderOfTheItems() {
    ExecutorService threads = Threads.daemonPool(8, "test");
    assertThat(rest(of(2_000, Bounds.ofItems(16), threads)))
        .isEqualTo(IntStream.range(0, 2_000).boxed().toList());
    threads.shutdownNow();
  }

  @Test
  void theNumberOfItemsAheadIsBounded() {
    ReadAhead<Integer, Integer> ahead = of(100, Bounds.ofItems(5), now);
    assertThat(ahead.hasNext()).isTrue();
    assertThat(computed).hasSize(5);
    ahead.next();
    assertThat(ahead.hasNext()).isTrue();
    assertThat(computed).hasSize(6);
  }

  @Test
  void theWeightOfItemsAheadIsBounded() {
    // The weight of an item is its value: 0 + 1 + 2 + 3 + 4 is 10.
    ReadAhead<Integer, Integer> ahead = of(100, new Bounds(50, 10), now);
    assertThat(ahead.hasNext()).isTrue();
    assertThat(computed).containsExactly(0, 1, 2, 3, 4);
    for (int i = 0; i < 5; i++) {
      assertThat(ahead.next()).isEqualTo(i);
    }
    assertThat(ahead.hasNext()).isTrue();
    assertThat(computed).hasSize(6);
  }

  @Test
  void anItemOverTheMaximumWeightIsComputedAlone() {
    ReadAhead<Integer, Integer> ahead = of(5, new Bounds(50, 0), now);
    assertThat(rest(ahead)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void noItemIsTakenFromTheSourceBeforeItHasRoom() {
    Iterator<Integer> items = List.of(1, 2, 3).iterator();
    ReadAhead<Integer, Integer> ahead =
        new ReadAhead<>(items, i -> i, now, Bounds.ofItems(2), ON_INTERRUPT);
    assertThat(ahead.hasNext()).isTrue();
    assertThat(items.next()).as("left in the source").isEqualTo(3);
  }

  @Test
  void quickItemsAreComputedByTheCaller() {
    Executor never = task -> {
      throw new AssertionError("no other thread is needed");
    };
    ReadAhead.Work<Integer, Integer> quick = new Recording() {
      @Override
      public boolean isQuick(Integer item) {
        return true;
      }
    };
    assertThat(
        rest(
            new ReadAhead<>(
                List.of(1, 2).iterator(), quick, never, Bounds.ofItems(1), ON_INTERRUPT)))
        .containsExactly(1, 2);
  }

  @Test
  void nextThrowsTheFailureOfTheComputation() {
    Iterator<Integer> ahead =
        new ReadAhead<Integer, Integer>(
            List.of(1).iterator(), item -> {
              throw new IllegalStateException("no " + item);
            }, now, new Bounds(1, 1), ON_INTERRUPT);
    assertThatThrownBy(ahead::next).isInstanceOf(IllegalStateException.class).hasMessage("no 1");
  }

  @Test
  void anInterruptEndsNextAndStaysSet() {
    ReadAhead<Integer, Integer> ahead = of(1, Bounds.ofItems(1), submitted::add);
    Thread.currentThread().interrupt();
    assertThatThrownBy(ahead::next).isInstanceOf(GypsumException.class)
        .hasMessage("it was interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void thereIsNoResultAfterTheLast() {
    assertThatThrownBy(of(0, new Bounds(1, 1), now)::next)
        .isInstanceOf(NoSuchElementException.class);
  }

  private ReadAhead<Integer, Integer> of(int items, Bounds bounds, Executor threads) {
    return new ReadAhead<>(
        IntStream.range(0, items).iterator(), new Recording(), threads, bounds, ON_INTERRUPT);
  }

  private static List<Integer> rest(Iterator<Integer> items) {
    List<Integer> rest = new ArrayList<>();
    items.forEachRemaining(rest::add);
    return rest;
  }

  private class Recording implements ReadAhead.Work<Integer, Integer> {
    @Override
    public Integer compute(Integer item) {
      computed.add(item);
      return item;
    }

    @Override
    public long weight(Integer item) {
      return item;
    }
  }
}
