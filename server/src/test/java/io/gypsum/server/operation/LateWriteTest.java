package io.gypsum.server.operation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.Retrier;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.DelayedStore;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.ETag;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.Store;
import io.gypsum.store.lock.Leases;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static io.gypsum.server.testing.TestOperations.PAST_ALL_LEASES;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Delays each write of every operation under a lock, both into the grace period and beyond it, when another server has
 * taken over and changed the project.
 */
@Timeout(60)
class LateWriteTest {
  private static final SigningKey KEY = SigningKey.random();
  private static final String CREATE_LOCK = "create p/..LOCK";

  /** Operations that acquire a lock or continue to hold one. */
  static List<OperationScenario> scenarios() {
    return OperationScenario.all()
        .stream()
        .filter(scenario -> !scenario.name().startsWith("set "))
        .filter(scenario -> !scenario.name().equals("send a file"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void noWriteTakesEffectAfterATakeover(OperationScenario scenario) {
    Prepared prepared = Prepared.of(scenario);
    int write = 1;
    for (boolean more = true; more; write++) {
      Run run = new Run(prepared);
      SortedMap<String, ETag> afterTakeover = new TreeMap<>();
      DelayedStore delayed =
          run.attempt(write, DelayedStore::at, () -> {
            run.clock.advance(PAST_ALL_LEASES);
            run.other.abandonedLocks.recoverAll();
            changeProject(run.other);
            afterTakeover.putAll(etags(run.store));
          });
      String call = delayed.delay().delayed();
      more = !call.isEmpty();
      // An operation whose lock was created late has just begun.
      if (more && !call.equals(CREATE_LOCK)) {
        assertThat(etags(run.store))
            .as("%s, write %d, %s, was delayed", scenario, write, call)
            .isEqualTo(afterTakeover);
      }
    }
    assertThat(write).as("number of writes").isGreaterThan(2);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void aWriteThatTakesEffectInTheGracePeriodIsCoveredByTheRecovery(OperationScenario scenario) {
    Prepared prepared = Prepared.of(scenario);
    SortedMap<String, String> before = recovered(new Run(prepared));
    Run complete = new Run(prepared);
    complete.attempt(complete.other);
    SortedMap<String, String> after = recovered(complete);
    boolean more = true;
    for (int write = 1; more; write++) {
      Run run = new Run(prepared);
      DelayedStore delayed =
          run.attempt(write, DelayedStore::landing, () -> {
            run.clock.advance(Leases.DEFAULT.step().plus(Leases.DEFAULT.grace()));
            boolean wasLocked = run.store.head(new Key("p/..LOCK")).isPresent();
            boolean isUnlocked = run.other.locks.recover(OperationScenario.P);
            assertThat(isUnlocked).as("unlocked in the grace period").isNotEqualTo(wasLocked);
          });
      String call = delayed.delay().delayed();
      more = !call.isEmpty();
      assertThat(recovered(run))
          .as("%s, write %d, %s, was delayed", scenario, write, call)
          .isIn(before, after);
    }
  }

  /** Changes the documents that operations of the first server change too. */
  private static void changeProject(TestOperations other) {
    try {
      other.publish(OWNER, "p/z/w", "x", "content of another upload");
      other.removal.removeVersion(ADMIN, TestOperations.version("p/a/v"));
    } catch (GypsumException e) {
      // The first server was creating or removing the project.
      assertThat(e.kind()).isEqualTo(GypsumException.Kind.NOT_FOUND);
    }
  }

  /** Returns the state of each object; the ETag of a memory store is new after each write. */
  private static SortedMap<String, ETag> etags(Store store) {
    SortedMap<String, ETag> etags = new TreeMap<>();
    try (Stream<ObjectEntry> objects = store.list(Prefix.ALL)) {
      objects.forEach(
          object -> etags.put(
              object.text(), store.head(object.key()).orElseThrow().etag()));
    }
    return etags;
  }

  private static SortedMap<String, String> recovered(Run run) {
    run.clock.advance(PAST_ALL_LEASES);
    run.other.abandonedLocks.recoverAll();
    return BucketState.normalized(run.store);
  }

  /** The bucket before an operation. */
  private record Prepared(
      OperationScenario scenario, Map<String, String> bucket, @Nullable ClientUpload session) {
    static Prepared of(OperationScenario scenario) {
      Store store = new MemoryStore();
      ClientUpload session =
          scenario.prepare().apply(new TestOperations(store, new TestClock(), KEY));
      return new Prepared(scenario, BucketState.of(store), session);
    }
  }

  /** A copy of the bucket, on which two servers run. */
  private static final class Run {
    final Store store = new MemoryStore();
    final TestClock clock = new TestClock();
    final TestOperations other = new TestOperations(store, clock, KEY);
    private final Prepared prepared;

    Run(Prepared prepared) {
      this.prepared = prepared;
      BucketState.write(new TreeMap<>(prepared.bucket()), store);
      clock.advance(Duration.ofSeconds(1));
    }

    /** Creates a store that delays one write. */
    private interface Delaying {
      DelayedStore at(Store store, int write, Runnable during);
    }

    /** Runs the operation while one of its writes is delayed. */
    DelayedStore attempt(int write, Delaying kind, Runnable during) {
      DelayedStore delayed = kind.at(store, write, during);
      Retrier retrier =
          new Retrier(RetryingStore.DEFAULT_POLICY, clock, clock::advance, () -> 1L << 63);
      attempt(new TestOperations(new RetryingStore(delayed, retrier), clock, KEY));
      return delayed;
    }

    void attempt(TestOperations server) {
      try {
        prepared.scenario().operation().accept(server, prepared.session());
      } catch (GypsumException e) {
        // The other server has taken over, or the outcome is unknown.
      }
    }
  }
}
