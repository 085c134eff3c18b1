package io.gypsum.server.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.CrashingStore;
import io.gypsum.server.testing.CrashingStore.Failure;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.PAST_ALL_LEASES;
import static io.gypsum.server.testing.TestOperations.PAST_STEP_LEASE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Interrupts every operation at each of its writes in each way in which a write can fail. After the recovery, the whole bucket must be in the state before or after the operation, byte for byte.
 */
@Timeout(60)
class OperationCrashTest {
  private static final SigningKey KEY = SigningKey.random();
  /** More writes than any operation makes; stops a test that would not end. */
  private static final int MAX_WRITES = 60;

  static List<OperationScenario> all() {
    return OperationScenario.all();
  }

  static List<OperationScenario> scenarios() {
    return OperationScenario.all().stream().filter(scenario -> !scenario.isLarge()).toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aCrashAtAnyWriteLeavesTheOldOrTheNewState(OperationScenario scenario) {
    Prepared prepared = Prepared.of(scenario);
    Expected expected = Expected.of(prepared);
    atEveryWrite(prepared, (run, at) -> {
      run.clock.advance(PAST_STEP_LEASE);
      run.recover();
      if (!scenario.isUploadStart()) {
        expected.assertOldOrNew(run, at + ", after a step lease");
      }
      run.clock.advance(PAST_ALL_LEASES);
      run.recover();
      expected.assertRecovered(run, at + ", after all leases");
    });
    expected.assertBothStatesWereSeen(scenario);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void aCrashDuringTheRecoveryIsRecovered(OperationScenario scenario) {
    Prepared prepared = Prepared.of(scenario);
    Expected expected = Expected.of(prepared);
    for (Failure first : List.of(Failure.NOT_DONE, Failure.DONE_BUT_UNKNOWN)) {
      for (int write = 1; Run.crashed(prepared, write, first) != null; write++) {
        for (Failure second : List.of(Failure.NOT_DONE, Failure.DONE_BUT_UNKNOWN)) {
          boolean again = true;
          for (int recoveryWrite = 1; again; recoveryWrite++) {
            Run run = Run.crashed(prepared, write, first);
            run.clock.advance(PAST_ALL_LEASES);
            CrashingStore crashing = CrashingStore.at(run.store, recoveryWrite, second);
            var _ = outcome(() -> {
              boolean _ = run.server(crashing).locks.recover(OperationScenario.P);
            });
            again = crashing.hasFailed();
            run.clock.advance(PAST_ALL_LEASES);
            run.recover();
            expected.assertRecovered(
                run,
                first + " at write " + write + ", " + second + " at write " + recoveryWrite
                    + " of the recovery");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void theNextOperationRecoversAnExpiredLock(OperationScenario scenario) {
    Prepared prepared = Prepared.of(scenario);
    Expected expected = Expected.of(prepared);
    atEveryWrite(prepared, (run, at) -> {
      run.clock.advance(PAST_ALL_LEASES);
      // Acquires the lock but changes nothing.
      run.server(run.store).removal.removeAsset(ADMIN, TestOperations.asset("p", "nothing"));
      expected.assertRecovered(run, at + ", then the removal of nothing");
    });
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void aSecondCrashOnTheExpiredLockIsRecovered(OperationScenario scenario) {
    Prepared prepared = Prepared.of(scenario);
    Expected expected = Expected.of(prepared);
    for (int write = 1; Run.crashed(prepared, write, Failure.DONE_BUT_UNKNOWN) != null; write++) {
      boolean again = true;
      for (int secondWrite = 1; again; secondWrite++) {
        Run run = Run.crashed(prepared, write, Failure.DONE_BUT_UNKNOWN);
        run.clock.advance(PAST_ALL_LEASES);
        CrashingStore crashing = CrashingStore.at(run.store, secondWrite, Failure.NOT_DONE);
        outcome(
            () -> run.server(crashing).removal
                .removeAsset(ADMIN, TestOperations.asset("p", "nothing")));
        again = crashing.hasFailed();
        run.clock.advance(PAST_ALL_LEASES);
        run.recover();
        expected.assertRecovered(run, "write " + write + ", then write " + secondWrite);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void repeatingTheRequestAtAnotherServerLeadsToTheNewState(OperationScenario scenario) {
    Prepared prepared = Prepared.of(scenario);
    Expected expected = Expected.of(prepared);
    atEveryWrite(prepared, (run, at) -> {
      List<Object> answers = new ArrayList<>();
      TestOperations otherServer = run.server(run.store);
      // The first attempts may fail because the lock is still held.
      for (int attempt = 0; attempt < 3 && !answers.contains(OK); attempt++) {
        answers.add(run.attempt(otherServer));
        run.clock.advance(scenario.isUploadStart() ? PAST_ALL_LEASES : PAST_STEP_LEASE);
      }
      Object last = answers.get(answers.size() - 1);
      assertThat(last.equals(OK) || scenario.whenDone().contains(last))
          .as("%s, repeated: %s", at, answers)
          .isTrue();
      if (!scenario.isUploadStart()) {
        run.recover();
      }
      expected.assertNew(run, at + ", repeated: " + answers);
    });
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void afterOneFailedWriteTheSameServerSucceedsWithoutWaiting(OperationScenario scenario) {
    Prepared prepared = Prepared.of(scenario);
    Expected expected = Expected.of(prepared);
    for (Failure failure : Failure.values()) {
      boolean again = true;
      for (int write = 1; again; write++) {
        Run run = new Run(prepared);
        CrashingStore crashing = CrashingStore.once(run.store, write, failure);
        TestOperations server = run.server(crashing);
        Object first = run.attempt(server);
        Object second = first.equals(OK) ? OK : run.attempt(server);
        String at = failure + " at write " + write + ": " + first + ", then " + second;
        assertThat(second.equals(OK) || scenario.whenDone().contains(second)).as(at).isTrue();
        if (!scenario.isUploadStart()) {
          // A lock that could not be deleted was released; the next operation recovers it.
          run.recover();
        }
        expected.assertNew(run, at);
        again = crashing.hasFailed();
      }
    }
  }

  /** A check of the state of a bucket after a crash, with a description of the crash for messages. */
  private interface Crashed {
    void check(Run run, String at);
  }

  private static void atEveryWrite(Prepared prepared, Crashed crashed) {
    for (Failure failure : Failure.values()) {
      int write = 1;
      for (Run run = Run.crashed(prepared, write, failure); run != null;) {
        assertThat(write).as("writes of '%s'", prepared.scenario()).isLessThan(MAX_WRITES);
        crashed.check(run, failure + " at write " + write);
        write++;
        run = Run.crashed(prepared, write, failure);
      }
      assertThat(write).as("number of writes of '%s', plus one", prepared.scenario())
          .isGreaterThan(1);
    }
  }

  private static final Object OK = "ok";

  /** Returns {@link #OK} or the kind of the failure. */
  private static Object outcome(Runnable action) {
    try {
      action.run();
      return OK;
    } catch (GypsumException e) {
      return e.kind();
    }
  }

  /** The bucket before an operation, created once and copied for every crash. */
  private record Prepared(
      OperationScenario scenario, SortedMap<String, String> bucket,
      @Nullable ClientUpload session) {
    static Prepared of(OperationScenario scenario) {
      Store store = new MemoryStore();
      ClientUpload session =
          scenario.prepare().apply(new TestOperations(store, new TestClock(), KEY));
      return new Prepared(scenario, BucketState.of(store), session);
    }
  }

  /** One copy of the prepared bucket with its clock. */
  private static final class Run {
    final OperationScenario scenario;
    final Store store = new MemoryStore();
    final TestClock clock = new TestClock();
    final @Nullable ClientUpload session;

    Run(Prepared prepared) {
      this.scenario = prepared.scenario();
      this.session = prepared.session();
      BucketState.write(prepared.bucket(), store);
      // Two uploads of one user within a millisecond could not be distinguished.
      clock.advance(Duration.ofSeconds(1));
    }

    /** Returns a run that was interrupted at a write; null if the operation makes fewer writes. */
    static @Nullable Run crashed(Prepared prepared, int write, Failure failure) {
      Run run = new Run(prepared);
      CrashingStore crashing = CrashingStore.at(run.store, write, failure);
      Object answer = run.attempt(run.server(crashing));
      if (!crashing.hasFailed()) {
        assertThat(answer).as("'%s' without any failure", run.scenario).isEqualTo(OK);
        return null;
      }
      assertThat(answer).as("'%s' with a failed store", run.scenario).isEqualTo(Kind.UNAVAILABLE);
      return run;
    }

    TestOperations server(Store over) {
      // Long waits: the number of attempts to acquire a lock is not tested here.
      return new TestOperations(over, clock, KEY, time -> clock.advance(Duration.ofSeconds(4)));
    }

    Object attempt(TestOperations server) {
      return outcome(() -> scenario.operation().accept(server, session));
    }

    void recover() {
      TestOperations server = server(store);
      boolean _ = server.locks.recover(OperationScenario.P);
      server.abandonedLocks.recoverAll();
    }
  }

  /** The valid states. */
  private static final class Expected {
    private final SortedMap<String, String> before;
    private final SortedMap<String, String> after;
    private final SortedMap<String, String> beforeRecovered;
    private final SortedMap<String, String> afterRecovered;
    private final Map<String, Boolean> seen = new LinkedHashMap<>();

    private Expected(
        SortedMap<String, String> before,
        SortedMap<String, String> after,
        SortedMap<String, String> beforeRecovered,
        SortedMap<String, String> afterRecovered) {
      this.before = before;
      this.after = after;
      this.beforeRecovered = beforeRecovered;
      this.afterRecovered = afterRecovered;
    }

    static Expected of(Prepared prepared) {
      Consumer<Run> nothing = run -> {};
      Consumer<Run> operation =
          run -> assertThat(run.attempt(run.server(run.store))).isEqualTo(OK);
      return new Expected(
          state(prepared, nothing, false), state(prepared, operation, false),
          state(prepared, nothing, true), state(prepared, operation, true));
    }

    private static SortedMap<String, String> state(
        Prepared prepared, Consumer<Run> action, boolean recovered) {
      Run run = new Run(prepared);
      action.accept(run);
      if (recovered) {
        run.clock.advance(PAST_ALL_LEASES);
        run.recover();
      }
      return BucketState.normalized(run.store);
    }

    void assertOldOrNew(Run run, String at) {
      SortedMap<String, String> state = BucketState.normalized(run.store);
      seen.put(at, state.equals(after));
      assertThat(state).as(at).isIn(before, after);
    }

    void assertRecovered(Run run, String at) {
      SortedMap<String, String> state = BucketState.normalized(run.store);
      assertThat(state).as(at).isIn(beforeRecovered, afterRecovered);
      assertThat(state.keySet()).as(at).noneMatch(key -> key.endsWith("/..LOCK"));
    }

    void assertNew(Run run, String at) {
      assertThat(BucketState.normalized(run.store)).as(at).isEqualTo(after);
    }

    /** Asserts that the crashes led to both states, which proves that they happened at the intended writes. */
    void assertBothStatesWereSeen(OperationScenario scenario) {
      if (!before.equals(after) && !scenario.isUploadStart()) {
        assertThat(seen.values()).as("whether the operation was done, by crash: %s", seen)
            .contains(true, false);
      }
    }
  }
}
