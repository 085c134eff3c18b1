package io.gypsum.store;

import java.time.Duration;
import java.util.List;

import io.gypsum.core.retry.CallOutcome;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Writes with a deadline. */
interface DeadlineContract extends StoreUnderTest {
  @Test
  default void noWriteBeginsAfterItsDeadline() {
    write("old", "old");
    requireNothingWritten(store().withDeadline(() -> Duration.ZERO));
  }

  @Test
  default void theEarlierOfTwoDeadlinesOfAViewApplies() {
    write("old", "old");
    Duration minute = Duration.ofMinutes(1);
    requireNothingWritten(store().withDeadline(() -> Duration.ZERO).withDeadline(() -> minute));
    requireNothingWritten(store().withDeadline(() -> minute).withDeadline(() -> Duration.ZERO));
  }

  private void requireNothingWritten(Store late) {
    for (PutCondition condition : List.of(PutCondition.OVERWRITE, PutCondition.CREATE)) {
      requireNotDone(() -> late.put(key("new"), Content.of("new"), condition));
    }
    requireNotDone(() -> late.put(key("old"), Content.of("new"), PutCondition.OVERWRITE));
    requireNotDone(() -> late.copy(key("old"), key("new")));
    requireNotDone(
        () -> late.concatenate(
            List.of(key("old")), key("new"), 3, null, PutCondition.OVERWRITE));
    requireNotDone(() -> late.delete(List.of(key("old"))));
    assertThat(everything()).containsExactly("old");
    assertThat(text("old")).hasValue("old");
    assertThat(late.head(key("old"))).isPresent();
  }

  private static void requireNotDone(ThrowingCallable write) {
    assertThatThrownBy(write).isInstanceOfSatisfying(
        StoreException.class, e -> assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE));
  }

  @Test
  default void writesBeforeTheirDeadlineAreDone() {
    Store view = store().withDeadline(() -> Duration.ofMinutes(1));
    view.put(key("a"), Content.of("one"), PutCondition.CREATE);
    assertThat(view.copy(key("a"), key("b"))).isTrue();
    view.concatenate(List.of(key("a"), key("b")), key("c"), 6, null, PutCondition.CREATE);
    view.delete(List.of(key("a")));
    assertThat(everything()).containsExactly("b", "c");
    assertThat(text("c")).hasValue("oneone");
  }
}
