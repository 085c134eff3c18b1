package io.gypsum.server.operation;

import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.CrashingStore;
import io.gypsum.server.testing.CrashingStore.Failure;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.gypsum.server.testing.TestOperations.OWNER;
import static io.gypsum.server.testing.TestOperations.PAST_STEP_LEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One write fails with an unknown outcome. */
class UnknownOutcomeTest {
  private static final SigningKey KEY = SigningKey.random();
  /** The writes of the lock, usage, summary, latest version and log, the renewal of the lock and its deletion. */
  private static final int WRITES_OF_COMPLETE = 7;
  /** The writes of the lock, summary and manifest, and the write of the session into the lock. */
  private static final int WRITES_OF_START = 4;

  private final Store store = new MemoryStore();
  private final TestClock clock = new TestClock();
  private final TestOperations other = new TestOperations(store, clock, KEY);

  @BeforeEach
  void project() {
    other.create("p");
  }

  static Stream<Arguments> unknownOutcomesOfComplete() {
    return unknownOutcomes(WRITES_OF_COMPLETE);
  }

  static Stream<Arguments> unknownOutcomesOfStart() {
    return unknownOutcomes(WRITES_OF_START);
  }

  private static Stream<Arguments> unknownOutcomes(int writes) {
    return IntStream.rangeClosed(1, writes)
        .boxed()
        .flatMap(
            n -> Stream.of(Failure.DONE_BUT_UNKNOWN, Failure.NOT_DONE_BUT_UNKNOWN)
                .map(failure -> Arguments.of(n, failure)));
  }

  private TestOperations operationsOn(CrashingStore crashing) {
    return new TestOperations(crashing, clock, KEY);
  }

  private long count(String prefix) {
    try (Stream<ObjectEntry> entries = store.list(new Prefix(prefix))) {
      return entries.count();
    }
  }

  private boolean isLocked() {
    return store.head(new Key("p/..LOCK")).isPresent();
  }

  @ParameterizedTest
  @MethodSource("unknownOutcomesOfComplete")
  void aCompletionDeterminesTheOutcomeItself(int write, Failure failure) {
    ClientUpload session = other.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    other.send(session, "x", "one");
    CrashingStore failing = CrashingStore.once(store, write, failure);

    operationsOn(failing).complete(session);

    assertThat(failing.hasFailed()).isTrue();
    assertThat(isLocked()).isFalse();
    assertThat(count("..logs/")).isEqualTo(1);
    assertThat(other.env.bucket().requireUsage(session.version().project()).totalBytes())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("unknownOutcomesOfStart")
  void aStartSucceedsOrLeavesNothing(int write, Failure failure) {
    TestOperations failing = operationsOn(CrashingStore.once(store, write, failure));
    String body = Files.body(Files.simple("x", "one"));
    boolean ofTheLock = write == 1 || write == WRITES_OF_START;

    if (ofTheLock) {
      ClientUpload session = failing.start(OWNER, "p/a/v", body);
      other.send(session, "x", "one");
      other.complete(session);
    } else {
      assertThatThrownBy(() -> failing.start(OWNER, "p/a/v", body))
          .isInstanceOf(GypsumException.class);
      assertThat(isLocked()).isFalse();
      assertThat(count("p/a/")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("unknownOutcomesOfStart")
  void aStartWithoutConnectionToTheStoreReleasesTheProjectSoon(int write, Failure failure) {
    TestOperations dying = operationsOn(CrashingStore.at(store, write, failure));
    String body = Files.body(Files.simple("x", "one"));
    assertThatThrownBy(() -> dying.start(OWNER, "p/a/v", body))
        .isInstanceOf(GypsumException.class);
    if (write == WRITES_OF_START && failure == Failure.DONE_BUT_UNKNOWN) {
      // The upload has started, like that of a client that has disconnected.
      other.locks.unlock(TestOperations.version("p/a/v").project());
    }
    clock.advance(PAST_STEP_LEASE);

    ClientUpload session = other.start(OWNER, "p/a/v", body);
    other.send(session, "x", "one");
    other.complete(session);

    assertThat(store.head(BucketLayout.latest(session.version().projectAsset()))).isPresent();
  }

  /** Executes one replacement of the lock, and then fails every call until {@link #back} is set. */
  private static final class Outage extends ForwardingStore {
    boolean back;
    private boolean started;

    Outage(Store delegate) {
      super(delegate);
    }

    @Override
    public PutResult put(Key key, Content content, PutCondition condition) {
      requireBack();
      PutResult result = super.put(key, content, condition);
      started = started || condition instanceof PutCondition.IfMatch;
      requireBack();
      return result;
    }

    @Override
    public Optional<StoredObject> get(Key key, ByteRange range) {
      requireBack();
      return super.get(key, range);
    }

    private void requireBack() {
      if (started && !back) {
        throw new StoreException("outage", CallOutcome.UNKNOWN, true, null);
      }
    }
  }

  @Test
  void aStartThatWasReportedAsFailedIsRolledBackAfterTheOutage() {
    Outage outage = new Outage(store);
    TestOperations server = new TestOperations(outage, clock, KEY);
    String body = Files.body(Files.simple("x", "one"));
    assertThatThrownBy(() -> server.start(OWNER, "p/a/v", body))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(server.sessions::rollBackFailedStarts).isInstanceOf(StoreException.class);
    assertThat(isLocked()).isTrue();

    outage.back = true;
    server.sessions.rollBackFailedStarts();

    assertThat(isLocked()).isFalse();
    assertThat(count("p/a/")).isZero();
    ClientUpload _ = other.start(OWNER, "p/a/v", body);
    server.sessions.rollBackFailedStarts();
    assertThat(isLocked()).as("the lock of another session").isTrue();
  }

  @Test
  void aCorruptLockDoesNotPreventOtherRollbacks() {
    other.create("q");
    Outage outage = new Outage(store);
    TestOperations server = new TestOperations(outage, clock, KEY);
    String body = Files.body(Files.simple("x", "one"));
    for (String version : new String[] {"p/a/v", "q/a/v"}) {
      outage.back = false;
      outage.started = false;
      assertThatThrownBy(() -> server.start(OWNER, version, body))
          .isInstanceOf(StoreException.class);
    }
    outage.back = true;
    PutResult _ = store.put(new Key("p/..LOCK"), Content.of("{"), PutCondition.OVERWRITE);

    server.sessions.rollBackFailedStarts();
    server.sessions.rollBackFailedStarts();

    assertThat(store.head(new Key("q/..LOCK"))).isEmpty();
    assertThat(store.head(new Key("p/..LOCK"))).isPresent();
  }

  @Test
  void aLongStartRenewsItsLease() {
    String[] links = new String[5];
    for (int i = 0; i < links.length; i++) {
      other.publish(OWNER, "p/b/v" + i, "x", "one");
      links[i] = Files.link("l" + i, "p/b/v" + i + "/x");
    }
    WatchedStore slow = new WatchedStore(store);
    for (int i = 0; i < links.length; i++) {
      slow.after(
          "get p/b/v" + i + "/..manifest", () -> {
            clock.advance(PAST_STEP_LEASE.dividedBy(3));
            assertThatThrownBy(() -> other.start(OWNER, "p/a/other", Files.body()))
                .hasMessageContaining("is locked");
          });
    }
    ClientUpload session =
        new TestOperations(slow, clock, KEY).start(OWNER, "p/a/v", Files.body(links));
    other.complete(session);
  }
}
