package io.gypsum.store;

import java.time.Duration;
import java.util.List;

import io.gypsum.core.retry.CallOutcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Writes whose sync is deferred; whether they survive a power failure is tested for stores on disk. */
interface DeferredContract extends StoreUnderTest {
  @Test
  default void deferredWritesAreReadAtOnce() {
    Store view = store().withDeferredSync();
    view.put(key("a"), Content.of("one"), PutCondition.CREATE);
    assertThat(view.put(key("a"), Content.of("two"), PutCondition.CREATE).isWritten()).isFalse();
    assertThat(view.copy(key("a"), key("b"))).isTrue();
    view.concatenate(List.of(key("a"), key("b")), key("c"), 6, null, PutCondition.CREATE);
    view.delete(List.of(key("a")));
    assertThat(everything()).containsExactly("b", "c");
    assertThat(text("c")).hasValue("oneone");
    store().sync();
    assertThat(everything()).containsExactly("b", "c");
  }

  @Test
  default void theDeadlineOfAViewAppliesToItsDeferredWrites() {
    Store late = store().withDeadline(() -> Duration.ZERO).withDeferredSync();
    for (Store view : List.of(late, store().withDeferredSync().withDeadline(() -> Duration.ZERO))) {
      assertThatThrownBy(() -> view.put(key("a"), Content.of("a"), PutCondition.CREATE))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE));
    }
    assertThat(everything()).isEmpty();
  }
}
