package io.gypsum.store.disk;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Deadline;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The deadline passes while a write is running. */
class DiskDeadlineTest {
  @TempDir Path root;

  private DiskStore store;

  @BeforeEach
  void open() {
    store = DiskStore.open(root);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void contentThatArrivesAfterTheDeadlineIsNotPublished() {
    Fixture.put(store, "p/old", "old");
    for (PutCondition condition : List.of(PutCondition.OVERWRITE, PutCondition.CREATE)) {
      for (String key : List.of("p/old", "p/new")) {
        if (key.equals("p/new") || condition.equals(PutCondition.OVERWRITE)) {
          requireNotDoneWhenReadLate(key, condition);
        }
      }
    }
    assertThat(Fixture.text(store, "p/old")).hasValue("old");
    assertThat(Fixture.tree(root)).containsExactly("..tmp", "..tmp/locks", "p", "p/old");
  }

  private void requireNotDoneWhenReadLate(String key, PutCondition condition) {
    boolean[] passed = {false};
    Content late = new Content(1, null, () -> {
      passed[0] = true;
      return new ByteArrayInputStream(new byte[1]);
    }, true);
    Store view = store.withDeadline(() -> passed[0] ? Duration.ZERO : Duration.ofMinutes(1));
    requireOutcome(CallOutcome.NOT_DONE, () -> view.put(new Key(key), late, condition));
  }

  @Test
  void aCopyAfterTheDeadlineLeavesNothing() {
    Fixture.put(store, "p/old", "old");
    Store late = store.withDeadline(passedAfter(0));
    requireOutcome(
        CallOutcome.NOT_DONE, () -> late.copy(new Key("p/old"), new Key("q/below/new")));
    assertThat(Fixture.tree(root)).containsExactly("..tmp", "..tmp/locks", "p", "p/old");
  }

  @Test
  void aDeletionStopsAtTheDeadline() {
    Fixture.put(store, "d/1", "1");
    Fixture.put(store, "d/2", "2");
    List<Key> keys = List.of(new Key("d/1"), new Key("d/2"));
    requireOutcome(CallOutcome.UNKNOWN, () -> store.withDeadline(passedAfter(1)).delete(keys));
    assertThat(Fixture.list(store, "d/", true)).containsExactly("d/2");
    requireOutcome(CallOutcome.NOT_DONE, () -> store.withDeadline(passedAfter(0)).delete(keys));
    assertThat(Fixture.list(store, "d/", true)).containsExactly("d/2");
  }

  /** Returns a deadline that has passed after this number of comparisons. */
  private static Deadline passedAfter(int comparisons) {
    AtomicInteger left = new AtomicInteger(comparisons);
    return () -> left.getAndDecrement() > 0 ? Duration.ofMinutes(1) : Duration.ZERO;
  }

  private static void requireOutcome(CallOutcome outcome, ThrowingCallable write) {
    assertThatThrownBy(write).isInstanceOfSatisfying(
        StoreException.class, e -> assertThat(e.outcome()).isEqualTo(outcome));
  }
}
