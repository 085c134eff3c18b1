package io.gypsum.store.lock;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
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

  /** Fails writes with the given outcomes, in this order. */
  private static final class FailingPuts extends ForwardingStore {
    final Deque<CallOutcome> failures = new ArrayDeque<>();
    boolean lands;
    boolean readsFail;
    boolean retryable = true;

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
      throw new StoreException("put failed", failure, retryable, null);
    }

    @Override
    public void delete(Collection<Key> keys) {
      CallOutcome failure = failures.poll();
      if (failure == null || lands) {
        super.delete(keys);
      }
      if (failure != null) {
        throw new StoreException("delete failed", failure, retryable, null);
      }
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
  void aWriteThatCannotBeRetriedIsLookedUpButNotRepeated() {
    store.retryable = false;
    store.failures.addAll(List.of(CallOutcome.UNKNOWN, CallOutcome.UNKNOWN));
    assertThat(failure().outcome()).isEqualTo(CallOutcome.UNKNOWN);
    assertThat(store.failures).hasSize(1);
    store.lands = true;
    assertThat(writes.write(PROJECT, LOCK, PutCondition.CREATE)).isPresent();
  }

  @Test
  void aDeletionOfUnknownOutcomeIsRepeatedWhileTheLockExists() {
    HeldLock held = held();
    store.failures.addAll(List.of(CallOutcome.UNKNOWN, CallOutcome.UNKNOWN));
    AtomicInteger renewals = new AtomicInteger();
    assertThat(writes.delete(held, () -> renewals.incrementAndGet() > 0)).isTrue();
    assertThat(renewals).hasValue(3);
    assertThat(writes.read(PROJECT)).isEmpty();
  }

  @Test
  void aDeletionThatTookEffectSucceedsEvenIfItCannotBeRetried() {
    HeldLock held = held();
    store.lands = true;
    store.retryable = false;
    store.failures.add(CallOutcome.UNKNOWN);
    assertThat(writes.delete(held, () -> true)).isTrue();
  }

  @Test
  void aLockThatIsLostIsNotDeleted() {
    HeldLock held = held();
    assertThat(writes.delete(held, () -> false)).isFalse();
    assertThat(writes.find(PROJECT, LOCK)).isPresent();
  }

  @Test
  void aDeletionThatTakesEffectBeforeItsRepetitionIsNotALoss() {
    HeldLock held = held();
    boolean deleted = deleteInDoubt(held, () -> {
      // The first deletion takes effect late, and the next operation acquires the lock.
      store.delete(List.of(BucketLayout.lock(PROJECT)));
      Lock next = new Lock("next", null, null, LOCK.journal());
      assertThat(writes.write(PROJECT, next, PutCondition.CREATE)).isPresent();
    });
    assertThat(deleted).isTrue();
    assertThat(writes.read(PROJECT)).isPresent();
  }

  @Test
  void aLockThatIsTakenOverDuringItsDeletionIsLost() {
    HeldLock held = held();
    boolean deleted = deleteInDoubt(held, () -> {
      Lock takenOver = LOCK.with(LOCK.journal().takenOver("other", List.of(), NOW));
      assertThat(writes.write(PROJECT, takenOver, new PutCondition.IfMatch(held.etag())))
          .isPresent();
    });
    assertThat(deleted).isFalse();
  }

  @Test
  void aDeletionStaysInDoubtWhenTheRenewalForItsRepetitionFails() {
    HeldLock held = held();
    StoreException thrown =
        catchThrowableOfType(
            StoreException.class,
            () -> deleteInDoubt(held, () -> {
              throw new StoreException("renewal failed", CallOutcome.NOT_DONE, true, null);
            }));
    assertThat(thrown.outcome()).isEqualTo(CallOutcome.UNKNOWN);
  }

  @Test
  void aDeletionStaysInDoubtWhenTheLockCannotBeReadAfterIt() {
    HeldLock held = held();
    StoreException thrown =
        catchThrowableOfType(
            StoreException.class, () -> deleteInDoubt(held, () -> store.readsFail = true));
    assertThat(thrown.outcome()).isEqualTo(CallOutcome.UNKNOWN);
  }

  /** The first deletion has an unknown outcome; {@code meanwhile} happens before the renewal for the second, which fails. */
  private boolean deleteInDoubt(HeldLock held, Runnable meanwhile) {
    store.failures.add(CallOutcome.UNKNOWN);
    AtomicInteger renewals = new AtomicInteger();
    return writes.delete(held, () -> {
      if (renewals.getAndIncrement() == 0) {
        return true;
      }
      meanwhile.run();
      return false;
    });
  }

  @Test
  void anActionHasAnUnknownOutcomeAfterAnAttemptOfUnknownOutcome() {
    Deque<CallOutcome> outcomes =
        new ArrayDeque<>(List.of(CallOutcome.UNKNOWN, CallOutcome.NOT_DONE));
    StoreException last =
        catchThrowableOfType(
            StoreException.class, () -> writes.retryWhileUnknown(() -> {
              throw new StoreException("failed", outcomes.remove(), true, null);
            }));
    assertThat(last.outcome()).isEqualTo(CallOutcome.UNKNOWN);
    assertThat(outcomes).isEmpty();
  }

  private HeldLock held() {
    ETag etag = writes.write(PROJECT, LOCK, PutCondition.CREATE).orElseThrow();
    return new HeldLock(PROJECT, LOCK, etag, store, () -> NOW.minusSeconds(10));
  }

  @Test
  void aLockOfAnotherHolderIsNotTakenForOurs() {
    Lock other = new Lock("other", null, null, LOCK.journal());
    assertThat(writes.write(PROJECT, other, PutCondition.CREATE)).isPresent();
    store.failures.add(CallOutcome.UNKNOWN);
    assertThat(writes.write(PROJECT, LOCK, PutCondition.CREATE)).isEmpty();
  }
}
