package io.gypsum.store.lock;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class LockStoreTest {
  private static final ProjectName PROJECT = new ProjectName("p");
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Lock LOCK =
      new Lock("hash", null, null, new Journal("remove", "u", "holder", NOW, NOW, null));

  private final FailingPuts store = new FailingPuts();
  private final LockStore writes = new LockStore(store, () -> NOW, wait -> {});

  /** Fails puts with the given outcomes, in this order. */
  private static final class FailingPuts extends ForwardingStore {
    final Deque<CallOutcome> failures = new ArrayDeque<>();
    boolean lands;
    boolean readsFail;

    FailingPuts() {
      super(new MemoryStore());
    }

    @Override
    public Optional<StoredObject> get(Key key, ByteRange range) {
      if (readsFail) {
        throw new StoreException("get failed", CallOutcome.NOT_DONE, true, null);
      }
      return super.get(key, range);
    }

    @Override
    public PutResult put(
        Key key, Content content, PutCondition condition) {
      CallOutcome failure = failures.poll();
      if (failure == null || lands) {
        PutResult result = super.put(key, content, condition);
        if (failure == null) {
          return result;
        }
      }
      throw new StoreException("put failed", failure, true, null);
    }
  }

  @Test
  void theOutcomeStaysUnknownWhenTheLockCannotBeRead() {
    store.failures.add(CallOutcome.UNKNOWN);
    store.readsFail = true;
    assertThat(failure().outcome()).isEqualTo(CallOutcome.UNKNOWN);
  }

  private StoreException failure() {
    return catchThrowableOfType(
        StoreException.class, () -> writes.write(PROJECT, LOCK, PutCondition.CREATE));
  }

  @Test
  void theOutcomeIsNotDoneWhenEveryAttemptWasNotDone() {
    store.failures.add(CallOutcome.NOT_DONE);
    assertThat(failure().outcome()).isEqualTo(CallOutcome.NOT_DONE);
  }

  @Test
  void theOutcomeIsUnknownAfterAnAttemptOfUnknownOutcome() {
    store.failures.addAll(List.of(CallOutcome.UNKNOWN, CallOutcome.NOT_DONE));
    assertThat(failure().outcome()).isEqualTo(CallOutcome.UNKNOWN);
  }

  @Test
  void aLockThatIsFoundWasWritten() {
    store.lands = true;
    store.failures.add(CallOutcome.UNKNOWN);
    assertThat(writes.write(PROJECT, LOCK, PutCondition.CREATE)).isPresent();
    assertThat(writes.find(PROJECT, LOCK)).isPresent();
  }

  @Test
  void aLockThatIsNotFoundIsWrittenAgain() {
    store.failures.addAll(List.of(CallOutcome.UNKNOWN, CallOutcome.UNKNOWN, CallOutcome.UNKNOWN));
    assertThat(writes.write(PROJECT, LOCK, PutCondition.CREATE)).isPresent();
    assertThat(store.failures).isEmpty();
  }

  @Test
  void aLockOfAnotherHolderIsNotTakenForOurs() {
    Lock other = new Lock("other", null, null, LOCK.journal());
    assertThat(writes.write(PROJECT, other, PutCondition.CREATE)).isPresent();
    store.failures.add(CallOutcome.UNKNOWN);
    assertThat(writes.write(PROJECT, LOCK, PutCondition.CREATE)).isEmpty();
  }
}
