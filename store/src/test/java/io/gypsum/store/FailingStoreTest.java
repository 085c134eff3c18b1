package io.gypsum.store;

import java.util.List;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FailingStoreTest {
  private static final Key A = new Key("a");
  private static final Key B = new Key("b");

  private final MemoryStore memory = new MemoryStore();

  @Test
  void aWriteDoesNotHappenWhenTheCrashIsBeforeIt() {
    FailingStore failing = FailingStore.before(memory, 2, CallOutcome.UNKNOWN);
    put(failing, A);
    assertThatThrownBy(() -> put(failing, B))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.outcome()).isEqualTo(CallOutcome.UNKNOWN));
    assertThat(memory.head(A)).isPresent();
    assertThat(memory.head(B)).isEmpty();
    assertThat(failing.hasCrashed()).isTrue();
    assertThat(failing.writes()).isEqualTo(2);
  }

  @Test
  void aWriteHappensWhenTheCrashIsAfterIt() {
    FailingStore failing = FailingStore.after(memory, 1);
    assertThatThrownBy(() -> put(failing, A)).isInstanceOf(StoreException.class);
    assertThat(memory.head(A)).isPresent();
  }

  @Test
  void everythingFailsUntilARestart() {
    FailingStore failing = FailingStore.after(memory, 1);
    assertThatThrownBy(() -> put(failing, A)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> failing.head(A)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> failing.get(A, ByteRange.ALL)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> put(failing, B)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> failing.delete(List.of(A))).isInstanceOf(StoreException.class);
    failing.close();
    FailingStore restarted = failing.restarted();
    put(restarted, B);
    restarted.delete(List.of(A));
    assertThat(memory.head(A)).isEmpty();
    assertThat(memory.head(B)).isPresent();
  }

  @Test
  void eachKeyOfADeleteIsAWrite() {
    put(memory, A);
    put(memory, B);
    FailingStore failing = FailingStore.before(memory, 2, CallOutcome.NOT_DONE);
    assertThatThrownBy(() -> failing.delete(List.of(A, B))).isInstanceOf(StoreException.class);
    assertThat(memory.head(A)).isEmpty();
    assertThat(memory.head(B)).isPresent();
  }

  private static void put(Store store, Key key) {
    store.put(key, Content.of("x"), PutCondition.OVERWRITE);
  }
}
