package io.gypsum.store.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** When the holder of a lease stops writing, and when another process takes over. */
class LeaseTest {
  private static final ProjectName P = new ProjectName("p");
  private static final Key LOCK = BucketLayout.lock(P);
  private static final Key USAGE = BucketLayout.usage(P);
  private static final Duration STEP = Leases.DEFAULT.step();
  private static final Duration GRACE = Leases.DEFAULT.grace();
  private static final List<Step> ONE_STEP = List.of(new Step.Put(USAGE, "{\"total\":1}"));

  private final MemoryStore memory = new MemoryStore();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final WriteLog writes = new WriteLog();
  private final ProjectLocks locks = locks(writes);
  private final ProjectLocks other = locks(memory);

  private ProjectLocks locks(Store store) {
    return new ProjectLocks(store, () -> now, Leases.DEFAULT, time -> now = now.plus(time));
  }

  /** Records the writes, may fail one of them, and runs an action before each. */
  private final class WriteLog extends ForwardingStore {
    final List<String> log = new ArrayList<>();
    Runnable before = () -> {};
    Runnable duringListing = () -> {};
    @Nullable StoreException failure;
    Function<Key, @Nullable StoreException> copyFailure = to -> null;

    WriteLog() {
      super(memory);
    }

    @Override
    public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
      return super.list(prefix, startAfter).peek(entry -> duringListing.run());
    }

    @Override
    public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
      return super.listLevel(prefix, startAfter).peek(entry -> duringListing.run());
    }

    private void write(String call) {
      log.add(call);
      before.run();
    }

    @Override
    public PutResult put(Key key, Content content, PutCondition condition) {
      write("put " + key);
      StoreException thrown = failure;
      if (thrown != null && key.equals(USAGE)) {
        throw thrown;
      }
      return super.put(key, content, condition);
    }

    @Override
    public boolean copy(Key from, Key to) {
      write("copy " + to);
      StoreException thrown = copyFailure.apply(to);
      if (thrown != null) {
        throw thrown;
      }
      return super.copy(from, to);
    }

    @Override
    public void delete(Collection<Key> keys) {
      write("delete " + keys);
      super.delete(keys);
    }
  }

  private HeldLock acquire() {
    return locks.acquire(P, Operation.REFRESH, "user");
  }

  private Lock stored() {
    return new BucketReader(memory).lock(P).orElseThrow().document();
  }

  @Test
  void aTakeoverWaitsForTheGracePeriod() {
    HeldLock held = acquire();
    now = now.plus(STEP).plus(GRACE);
    assertThat(other.recover(P)).isFalse();
    assertThatThrownBy(() -> other.acquire(P, Operation.REFRESH, "user"))
        .isInstanceOf(GypsumException.class);
    now = now.plusMillis(1);
    assertThat(other.recover(P)).isTrue();
    assertThat(locks.renewIfDue(held)).isFalse();
  }

  @Test
  void aHolderThatWasNotReplacedRenewsItsExpiredLease() {
    HeldLock held = acquire();
    now = now.plus(STEP).plus(GRACE).plusSeconds(1);
    assertThat(locks.renewIfDue(held)).isTrue();
    assertThat(held.timeLeft()).isEqualTo(STEP);
    assertThat(other.recover(P)).isFalse();
  }

  @Test
  void aWriteEndsWithTheLease() {
    HeldLock held = acquire();
    now = now.plus(STEP);
    assertThatThrownBy(
        () -> held.store().put(USAGE, Content.of("late"), PutCondition.OVERWRITE))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("deadline");
    assertThat(memory.head(USAGE)).isEmpty();
    assertThat(locks.renewIfDue(held)).isTrue();
    assertThat(held.store().put(USAGE, Content.of("in time"), PutCondition.OVERWRITE).isWritten())
        .isTrue();
  }

  @Test
  void theLockIsRenewedBeforeItIsDeleted() {
    HeldLock held = acquire();
    writes.log.clear();
    Duration[] left = {Duration.ZERO};
    writes.before = () -> {
      left[0] = Duration.between(now, stored().journal().until());
      now = now.plusSeconds(1);
    };
    locks.commit(held, Operation.REFRESH, ONE_STEP);
    assertThat(writes.log)
        .containsExactly("put " + LOCK, "put " + USAGE, "put " + LOCK, "delete [" + LOCK + "]");
    // The renewal took a second.
    assertThat(left[0]).isEqualTo(STEP.minusSeconds(1));
  }

  @Test
  void aLockThatWasJustWrittenIsNotRenewedBeforeItIsDeleted() {
    HeldLock held = acquire();
    writes.log.clear();
    locks.release(held);
    assertThat(writes.log).containsExactly("put " + LOCK, "delete [" + LOCK + "]");
  }

  @Test
  void aLockWhoseDeletionIsDelayedBeyondTheLeaseIsNotDeleted() {
    HeldLock held = acquire();
    writes.before = () -> {
      if (writes.log.size() == 4) {
        // The renewal: it takes so long that no time is left for the deletion.
        now = now.plus(STEP);
      }
    };
    assertThatThrownBy(() -> locks.commit(held, Operation.REFRESH, ONE_STEP))
        .isInstanceOf(StoreException.class);
    assertThat(memory.head(LOCK)).isPresent();
    assertThat(other.recover(P)).isTrue();
  }

  @Test
  void afterAFailureWithoutEffectAnotherProcessTakesOverAtOnce() {
    HeldLock held = acquire();
    writes.failure = new StoreException("refused", CallOutcome.NOT_DONE, false, null);
    assertThatThrownBy(() -> locks.commit(held, Operation.REFRESH, ONE_STEP))
        .isSameAs(writes.failure);
    assertThat(other.recover(P)).isTrue();
    assertThat(memory.head(USAGE)).isPresent();
  }

  @Test
  void afterAFailureOfUnknownOutcomeATakeoverWaitsForTheGracePeriod() {
    HeldLock held = acquire();
    writes.failure = new StoreException("timed out", CallOutcome.UNKNOWN, false, null);
    assertThatThrownBy(() -> locks.commit(held, Operation.REFRESH, ONE_STEP))
        .isSameAs(writes.failure);
    now = now.plus(GRACE);
    assertThat(other.recover(P)).isFalse();
    now = now.plusMillis(1);
    assertThat(other.recover(P)).isTrue();
  }

  @Test
  void theLeaseGrowsWithTheSizeOfACopy() {
    AssetVersion version = AssetVersion.of("p", "a", "v");
    long gibibyte = 1L << 30;
    Manifest manifest =
        new Manifest(
            Map.of(
                new UserPath("small"), new ManifestEntry(10, new Md5(1, 1), null),
                new UserPath("large"), new ManifestEntry(3 * gibibyte, new Md5(2, 2), null)));
    memory.put(BucketLayout.manifest(version), Content.of(manifest), PutCondition.CREATE);
    HeldLock held = acquire();
    Prefix staging = BucketLayout.staging(P, held.sessionHash());
    List<Duration> leases = new ArrayList<>();
    manifest.files()
        .values()
        .forEach(
            entry -> memory.put(entry.stagedAt(staging), Content.of("x"), PutCondition.CREATE));
    writes.before = () -> {
      if (writes.log.get(writes.log.size() - 1).startsWith("copy")) {
        leases.add(held.timeLeft());
      }
    };
    locks.commit(
        held, Operation.COMPLETE, List.of(new Step.CopyStaged(version, staging)));
    // At 16 MiB a second; the small file is copied in the same batch only if both fit.
    assertThat(leases).hasSize(2)
        .anySatisfy(
            left -> assertThat(left).isGreaterThanOrEqualTo(Duration.ofSeconds(5 + 3 * 64)));
    assertThat(memory.head(LOCK)).isEmpty();
  }

  @Test
  void aFailedCopyWithoutEffectDoesNotHideAnotherOneInDoubt() {
    AssetVersion version = AssetVersion.of("p", "a", "v");
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    files.put(new UserPath("refused"), new ManifestEntry(1, new Md5(1, 1), null));
    files.put(new UserPath("in doubt"), new ManifestEntry(1, new Md5(2, 2), null));
    Manifest manifest = new Manifest(files);
    memory.put(BucketLayout.manifest(version), Content.of(manifest), PutCondition.CREATE);
    HeldLock held = acquire();
    Prefix staging = BucketLayout.staging(P, held.sessionHash());
    manifest.files()
        .values()
        .forEach(
            entry -> memory.put(entry.stagedAt(staging), Content.of("x"), PutCondition.CREATE));
    writes.copyFailure =
        to -> new StoreException(
            "copy failed",
            to.value().endsWith("refused") ? CallOutcome.NOT_DONE : CallOutcome.UNKNOWN, false,
            null);
    StoreException thrown =
        catchThrowableOfType(
            StoreException.class,
            () -> locks.commit(
                held, Operation.COMPLETE, List.of(new Step.CopyStaged(version, staging))));
    assertThat(thrown.outcome()).isEqualTo(CallOutcome.UNKNOWN);
    now = now.plus(GRACE);
    assertThat(other.recover(P)).isFalse();
  }

  @Test
  void aLongListingRenewsTheLease() {
    AssetVersion version = AssetVersion.of("p", "a", "v");
    ManifestEntry entry = new ManifestEntry(1, new Md5(1, 1), null);
    Map<UserPath, ManifestEntry> files =
        Map.of(
            new UserPath("x"), entry, new UserPath("copied before"),
            new ManifestEntry(1, new Md5(2, 2), null));
    memory.put(
        BucketLayout.manifest(version), Content.of(new Manifest(files)), PutCondition.CREATE);
    HeldLock held = acquire();
    Prefix staging = BucketLayout.staging(P, held.sessionHash());
    for (int i = 0; i < 9; i++) {
      memory.put(new Key("p/a/v/" + i), Content.of("x"), PutCondition.CREATE);
      memory.put(new Key(staging + "other " + i), Content.of("x"), PutCondition.CREATE);
    }
    memory.put(new Key("p/a/v/copied before"), Content.of("x"), PutCondition.CREATE);
    memory.put(entry.stagedAt(staging), Content.of("x"), PutCondition.CREATE);
    writes.duringListing = () -> {
      now = now.plusSeconds(4);
      assertThat(other.recover(P)).isFalse();
    };
    locks.commit(
        held, Operation.COMPLETE,
        List.of(
            new Step.DeleteUndeclared(version), new Step.CopyStaged(version, staging),
            new Step.DeleteBelow(staging)));
    assertThat(memory.head(LOCK)).isEmpty();
    assertThat(memory.head(new Key("p/a/v/x"))).isPresent();
  }

  @Test
  void aLockOfOtherSoftwareIsReplacedBeforeItIsDeleted() {
    memory.put(LOCK, Content.of("{\"session_hash\":\"x\"}"), PutCondition.CREATE);
    locks.unlock(P);
    assertThat(writes.log).containsExactly("put " + LOCK, "delete [" + LOCK + "]");
    assertThat(memory.head(LOCK)).isEmpty();
  }

  @Test
  void aLockThatReplacedOneOfOtherSoftwareIsNotDeleted() {
    memory.put(LOCK, Content.of("{\"session_hash\":\"x\"}"), PutCondition.CREATE);
    writes.before = () -> {
      writes.before = () -> {};
      memory.delete(List.of(LOCK));
      other.acquire(P, Operation.REFRESH, "user");
    };
    assertThat(locks.end(P, lock -> true)).isFalse();
    assertThat(memory.head(LOCK)).isPresent();
  }
}
