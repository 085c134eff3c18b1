package io.gypsum.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.store.PutCondition.IfMatch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Many concurrent callers. */
interface RaceContract extends StoreUnderTest {
  @Test
  default void exactlyOneOfManyCreatesSucceeds() throws Exception {
    for (String name : List.of("p/..LOCK", "new/directory/file")) {
      List<Integer> winners = new ArrayList<>();
      List<Boolean> won = Races.atOnce(50, i -> {
        return store().put(key(name), Content.of("by " + i), PutCondition.CREATE).isWritten();
      });
      for (int i = 0; i < won.size(); i++) {
        if (won.get(i)) {
          winners.add(i);
        }
      }
      assertThat(winners).hasSize(1);
      assertThat(text(name)).hasValue("by " + winners.get(0));
    }
  }

  @Test
  default void noConditionalIncrementIsLost() throws Exception {
    int rounds = 5;
    for (String name : List.of("..counter", "counter")) {
      write(name, "0");
      Races.atOnce(16, i -> {
        for (int round = 0; round < rounds; round++) {
          increment(name);
        }
        return true;
      });
      assertThat(text(name)).hasValue(String.valueOf(16 * rounds));
    }
  }

  @Test
  default void createAndDeleteImplementALock() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    Races.atOnce(4, i -> {
      for (int round = 0; round < 6; round++) {
        while (!store().put(key("..LOCK"), Content.of("x"), PutCondition.CREATE).isWritten()) {
          Thread.onSpinWait();
        }
        assertThat(inside.incrementAndGet()).isEqualTo(1);
        inside.decrementAndGet();
        store().delete(List.of(key("..LOCK")));
      }
      return true;
    });
    assertThat(everything()).isEmpty();
  }

  @Test
  default void readersNeverReceiveAMixture() throws Exception {
    for (String name : List.of("file", "..document")) {
      write(name, stateOf(0));
      Map<ETag, String> states = new ConcurrentHashMap<>();
      AtomicBoolean done = new AtomicBoolean();
      Races.atOnce(4, i -> {
        if (i == 0) {
          for (int state = 1; state <= 30; state++) {
            ETag etag = write(name, stateOf(state));
            assertThat(states.put(etag, stateOf(state))).isIn(null, stateOf(state));
          }
          done.set(true);
        } else {
          while (!done.get()) {
            readOneState(name, states);
          }
        }
        return true;
      });
    }
  }

  @Test
  default void creatingAndRemovingDirectoriesDoesNotDisturbWriters() throws Exception {
    Races.atOnce(6, i -> {
      for (int round = 0; round < 15; round++) {
        String name = "shared/deep/er/" + i;
        write(name, "round " + round);
        assertThat(text(name)).hasValue("round " + round);
        store().delete(List.of(key(name)));
      }
      return true;
    });
    assertThat(list("", false, null)).isEmpty();
  }

  private void increment(String name) {
    boolean done = false;
    while (!done) {
      try (StoredObject object = store().get(key(name), ByteRange.ALL).orElseThrow()) {
        int old = Integer
            .parseInt(new String(StoreUnderTest.readAndClose(object), StandardCharsets.UTF_8));
        done =
            store().put(
                key(name), Content.of(String.valueOf(old + 1)), new IfMatch(object.info().etag()))
                .isWritten();
      }
    }
  }

  /** Returns one repeated letter; the letter and the length identify the state. */
  private static String stateOf(int state) {
    return String.valueOf((char) ('a' + state % 26)).repeat(1000 + state * 500);
  }

  private void readOneState(String name, Map<ETag, String> states) {
    try (StoredObject object = store().get(key(name), ByteRange.ALL).orElseThrow()) {
      String text = new String(StoreUnderTest.readAndClose(object), StandardCharsets.UTF_8);
      assertThat(text).hasSize((int) object.info().sizeBytes());
      assertThat(text.chars().distinct().count()).isEqualTo(1);
      assertThat(text).isEqualTo(stateOf((text.length() - 1000) / 500));
      String known = states.putIfAbsent(object.info().etag(), text);
      assertThat(Optional.ofNullable(known).orElse(text)).isEqualTo(text);
    }
  }
}
