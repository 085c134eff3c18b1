package io.gypsum.metadata.index;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReadAheadTest {
  private final ConcurrentLinkedQueue<Integer> worked = new ConcurrentLinkedQueue<>();
  private final List<Runnable> given = new ArrayList<>();
  private final Executor now = Runnable::run;

  @Test
  void resultsComeInTheOrderOfTheItems() {
    Executor backwards = task -> given.add(0, task);
    ReadAhead<Integer, Integer> ahead = of(20, 20, Long.MAX_VALUE, backwards);
    assertThat(ahead.hasNext()).isTrue();
    given.forEach(Runnable::run);
    assertThat(rest(ahead)).isEqualTo(IntStream.range(0, 20).boxed().toList());
    assertThat(worked).first().isEqualTo(19);
  }

  @Test
  void atMostSoManyItemsAreAhead() {
    ReadAhead<Integer, Integer> ahead = of(100, 5, Long.MAX_VALUE, now);
    assertThat(ahead.hasNext()).isTrue();
    assertThat(worked).hasSize(5);
    ahead.next();
    assertThat(ahead.hasNext()).isTrue();
    assertThat(worked).hasSize(6);
  }

  @Test
  void atMostSoMuchWeightIsAhead() {
    // An item weighs as much as it is: 0 + 1 + 2 + 3 + 4 is 10.
    ReadAhead<Integer, Integer> ahead = of(100, 50, 10, now);
    assertThat(ahead.hasNext()).isTrue();
    assertThat(worked).containsExactly(0, 1, 2, 3, 4);
    for (int i = 0; i < 5; i++) {
      assertThat(ahead.next()).isEqualTo(i);
    }
    assertThat(ahead.hasNext()).isTrue();
    assertThat(worked).hasSize(6);
  }

  @Test
  void anItemThatIsTooHeavyIsWorkedOnAlone() {
    ReadAhead<Integer, Integer> ahead = of(5, 50, 0, now);
    assertThat(rest(ahead)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void aFailureOfTheWorkIsTheIterators() {
    Iterator<Integer> ahead =
        new ReadAhead<>(
            List.of(1).iterator(), new Weighing() {
              @Override
              public Integer of(Integer item) {
                throw new IllegalStateException("no " + item);
              }
            }, now, 1, 1);
    assertThatThrownBy(ahead::next).isInstanceOf(IllegalStateException.class).hasMessage("no 1");
  }

  @Test
  void afterTheLastThereIsNone() {
    assertThatThrownBy(of(0, 1, 1, now)::next).isInstanceOf(NoSuchElementException.class);
  }

  private ReadAhead<Integer, Integer> of(int items, int most, long weight, Executor threads) {
    return new ReadAhead<>(
        IntStream.range(0, items).iterator(), new Weighing(), threads, most, weight);
  }

  private static List<Integer> rest(Iterator<Integer> items) {
    List<Integer> rest = new ArrayList<>();
    items.forEachRemaining(rest::add);
    return rest;
  }

  private class Weighing implements ReadAhead.Work<Integer, Integer> {
    @Override
    public Integer of(Integer item) {
      worked.add(item);
      return item;
    }

    @Override
    public long weight(Integer item) {
      return item;
    }

    @Override
    public boolean isQuick(Integer item) {
      return false;
    }
  }
}
