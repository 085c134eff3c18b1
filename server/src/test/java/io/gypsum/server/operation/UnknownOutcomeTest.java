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
import io.gypsum.server.testing.CrashingStore;
import io.gypsum.server.testing.CrashingStore.Failure;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.StartedUpload;
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

/** One write fails, and nobody knows whether it was done. */
class UnknownOutcomeTest {
  private static final SigningKey KEY = SigningKey.random();
  /** Of the lock, usage, summary, latest version and log; and the lock's end. */
  private static final int WRITES_OF_COMPLETE = 6;
  /** Of the lock, summary and manifest; and the lock's, for its session. */
  private static final int WRITES_OF_START = 4;

  private final Store store = new MemoryStore();
  private final TestClock clock = new TestClock();
  private final TestOperations other = new TestOperations(store, clock, KEY);

  @BeforeEach
  void project() {
    other.create("p");
  }

  static Stream<Arguments> doubtsOfComplete() {
    return doubts(WRITES_OF_COMPLETE);
  }

  static Stream<Arguments> doubtsOfStart() {
    return doubts(WRITES_OF_START);
  }

  private static Stream<Arguments> doubts(int writes) {
    return IntStream.rangeClosed(1, writes)
        .boxed()
        .flatMap(
            n -> Stream.of(Failure.DONE_BUT_UNKNOWN, Failure.NOT_DONE_BUT_UNKNOWN)
                .map(failure -> Arguments.of(n, failure)));
  }

  private TestOperations failing(CrashingStore failing) {
    return new TestOperations(failing, clock, KEY);
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
  @MethodSource("doubtsOfComplete")
  void aCompletionFindsOutByItself(int write, Failure failure) {
    StartedUpload session = other.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    other.send(session, "x", "one");
    CrashingStore doubtful = CrashingStore.once(store, write, failure);

    failing(doubtful).complete(session);

    assertThat(doubtful.hasFailed()).isTrue();
    assertThat(isLocked()).isFalse();
    assertThat(count("..logs/")).isEqualTo(1);
    assertThat(other.env.bucket().requireUsage(session.version().project()).totalBytes())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("doubtsOfStart")
  void aStartHappensOrLeavesNothing(int write, Failure failure) {
    TestOperations doubtful = failing(CrashingStore.once(store, write, failure));
    String body = Files.body(Files.simple("x", "one"));
    boolean ofTheLock = write == 1 || write == WRITES_OF_START;

    if (ofTheLock) {
      StartedUpload session = doubtful.start(OWNER, "p/a/v", body);
      other.send(session, "x", "one");
      other.complete(session);
    } else {
      assertThatThrownBy(() -> doubtful.start(OWNER, "p/a/v", body))
          .isInstanceOf(GypsumException.class);
      assertThat(isLocked()).isFalse();
      assertThat(count("p/a/")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("doubtsOfStart")
  void aStartThatIsCutOffFromTheStoreFreesTheProjectSoon(int write, Failure failure) {
    TestOperations dying = failing(CrashingStore.at(store, write, failure));
    String body = Files.body(Files.simple("x", "one"));
    assertThatThrownBy(() -> dying.start(OWNER, "p/a/v", body))
        .isInstanceOf(GypsumException.class);
    if (write == WRITES_OF_START && failure == Failure.DONE_BUT_UNKNOWN) {
      // It has begun; it is like that of a client who has gone.
      other.locks.unlock(TestOperations.version("p/a/v").project());
    }
    clock.advance(PAST_STEP_LEASE);

    StartedUpload session = other.start(OWNER, "p/a/v", body);
    other.send(session, "x", "one");
    other.complete(session);

    assertThat(store.head(BucketLayout.latest(session.version().projectAsset()))).isPresent();
  }

  /** Does one replacement of the lock, and then nothing until it is {@link #back}. */
  private static final class Outage extends ForwardingStore {
    boolean back;
    private boolean begun;

    Outage(Store delegate) {
      super(delegate);
    }

    @Override
    public PutResult put(Key key, Content content, PutCondition condition) {
      requireBack();
      PutResult result = super.put(key, content, condition);
      begun = begun || condition instanceof PutCondition.IfMatch;
      requireBack();
      return result;
    }

    @Override
    public Optional<StoredObject> get(Key key, ByteRange range) {
      requireBack();
      return super.get(key, range);
    }

    private void requireBack() {
      if (begun && !back) {
        throw new StoreException("gone", CallOutcome.UNKNOWN, true, null);
      }
    }
  }

  @Test
  void aStartThatHappenedAndIsToldToHaveFailedIsUndoneWhenTheStoreIsBack() {
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
    StartedUpload _ = other.start(OWNER, "p/a/v", body);
    server.sessions.rollBackFailedStarts();
    assertThat(isLocked()).as("another's lock").isTrue();
  }

  @Test
  void aLockThatCannotBeReadKeepsNoOtherUploadFromItsEnd() {
    other.create("q");
    Outage outage = new Outage(store);
    TestOperations server = new TestOperations(outage, clock, KEY);
    String body = Files.body(Files.simple("x", "one"));
    for (String version : new String[] {"p/a/v", "q/a/v"}) {
      outage.back = false;
      outage.begun = false;
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
  void aStartThatReadsForLongKeepsItsLock() {
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
    StartedUpload session =
        new TestOperations(slow, clock, KEY).start(OWNER, "p/a/v", Files.body(links));
    other.complete(session);
  }
}
