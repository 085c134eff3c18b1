package io.gypsum.server.operation;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.Key;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.CrashingStore;
import io.gypsum.server.testing.CrashingStore.Failure;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static io.gypsum.server.testing.TestOperations.PAST_STEP_LEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two servers, one of which runs an operation between two store calls of the other. */
class InterleavingTest {
  private static final SigningKey KEY = SigningKey.random();

  private final Store store = new MemoryStore();
  private final TestClock clock = new TestClock();
  private final WatchedStore watched = new WatchedStore(store);
  private final TestOperations one = new TestOperations(watched, clock, KEY);
  private final TestOperations other = new TestOperations(store, clock, KEY);

  @BeforeEach
  void project() {
    other.create("p");
  }

  private String content(String key) {
    return BucketState.content(store, new Key(key));
  }

  private static Kind failure(Runnable action) {
    try {
      action.run();
    } catch (GypsumException e) {
      return e.kind();
    }
    throw new AssertionError("did not fail");
  }

  @Test
  void anOperationThatLostItsLockKeepsTheLockOfTheNext() {
    ClientUpload[] session = new ClientUpload[1];
    watched.after("get p/..usage", () -> {
      clock.advance(PAST_STEP_LEASE);
      session[0] = other.start(OWNER, "p/a/w", Files.body(Files.simple("x", "one")));
    });
    other.publishOnProbation(OWNER, "p/a/v", "x", "one");

    assertThat(failure(() -> one.probation.reject(OWNER, TestOperations.version("p/a/v"))))
        .isEqualTo(Kind.LOCKED);

    other.send(session[0], "x", "one");
    other.complete(session[0]);
    assertThat(content("p/..usage")).isEqualTo("{\"total\":6}");
  }

  @Test
  void anUnlockedStartKeepsTheLockOfTheNext() {
    ClientUpload[] session = new ClientUpload[1];
    watched.before("get p/a/none/..summary", () -> {
      other.projects.unlock(OWNER, OperationScenario.P);
      session[0] = other.start(OWNER, "p/a/w", Files.body(Files.simple("x", "one")));
    });

    assertThatThrownBy(
        () -> one.start(OWNER, "p/a/v", Files.body(Files.link("bad", "p/a/none/x"))))
        .isInstanceOf(GypsumException.class);

    other.send(session[0], "x", "one");
    other.complete(session[0]);
    assertThat(content("p/a/..latest")).isEqualTo("{\"version\":\"w\"}");
  }

  @Test
  void anUploadUnlockedDuringItsStartLeavesNothing() {
    watched
        .before("create p/a/v/..summary", () -> other.projects.unlock(OWNER, OperationScenario.P));

    assertThat(
        failure(() -> one.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")))))
        .isEqualTo(Kind.LOCKED);

    assertThat(BucketState.of(store)).containsOnlyKeys(
        "p/..permissions", "p/..quota", "p/..usage");
  }

  @Test
  void anUploadUnlockedAfterItsSummaryLeavesNothing() {
    watched
        .after("create p/a/v/..summary", () -> other.projects.unlock(OWNER, OperationScenario.P));

    assertThat(
        failure(() -> one.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")))))
        .isEqualTo(Kind.LOCKED);

    assertThat(BucketState.of(store)).containsOnlyKeys(
        "p/..permissions", "p/..quota", "p/..usage");
  }

  @Test
  void anUploadUnlockedDuringItsStartDoesNotAffectTheNextOfTheSameVersion() {
    ClientUpload[] session = new ClientUpload[1];
    watched.before("create p/a/v/..summary", () -> {
      other.projects.unlock(OWNER, OperationScenario.P);
      session[0] = other.start(ADMIN, "p/a/v", Files.body(Files.simple("y", "second")));
    });

    assertThatThrownBy(() -> one.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one"))))
        .isInstanceOf(GypsumException.class);

    other.send(session[0], "y", "second");
    other.complete(session[0]);
    assertThat(content("p/a/v/..summary")).contains("\"upload_user_id\":\"admin\"");
    assertThat(content("p/a/v/..manifest")).startsWith("{\"y\":");
    assertThat(content("p/..usage")).isEqualTo("{\"total\":6}");
  }

  @Test
  void completionIsRefusedDuringARollback() {
    ClientUpload session = other.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    other.send(session, "x", "one");
    TestOperations dying =
        new TestOperations(CrashingStore.at(store, 2, Failure.NOT_DONE), clock, KEY);
    assertThat(failure(() -> dying.projects.unlock(OWNER, OperationScenario.P)))
        .isEqualTo(Kind.UNAVAILABLE);

    assertThat(failure(() -> other.complete(session))).isEqualTo(Kind.FORBIDDEN);
  }

  @Test
  void aFileReceivedJustBeforeCompletionIsKept() {
    ClientUpload session = other.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    watched.after("create " + session.staged("one"), () -> other.complete(session));

    one.send(session, "x", "one");

    assertThat(content("p/a/v/x")).isEqualTo("one");
  }

  @Test
  void aFileReceivedJustBeforeTheCommitIsKept() {
    ClientUpload session = other.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    watched.after("create " + session.staged("one"), () -> {
      TestOperations dying =
          new TestOperations(CrashingStore.at(store, 2, Failure.NOT_DONE), clock, KEY);
      assertThat(failure(() -> dying.complete(session))).isEqualTo(Kind.UNAVAILABLE);
    });

    // Waits for the end of the completion, which it takes over from the server that died.
    one.send(session, "x", "one");

    assertThat(content("p/a/v/x")).isEqualTo("one");
    assertThat(content("p/..usage")).isEqualTo("{\"total\":3}");
  }

  @Test
  void aFileReceivedDuringAnAbortIsDeleted() {
    ClientUpload session =
        other.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one"), Files.simple("y", "two")));
    watched.before("create " + session.staged("one"), () -> {
      // Committed, and interrupted before anything was deleted.
      TestOperations dying =
          new TestOperations(CrashingStore.at(store, 2, Failure.NOT_DONE), clock, KEY);
      assertThat(failure(() -> dying.abort(session))).isEqualTo(Kind.UNAVAILABLE);
    });

    assertThat(failure(() -> one.send(session, "x", "one"))).isEqualTo(Kind.FORBIDDEN);

    assertThat(BucketState.of(store)).doesNotContainKey(session.staged("one").value());
  }

  @Test
  void aFileReceivedAfterAnotherUploadPublishedTheVersionIsDeleted() {
    ClientUpload session = other.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    watched.before("create " + session.staged("one"), () -> {
      other.abort(session);
      other.publish(OWNER, "p/a/v", "y", "two");
    });

    assertThat(failure(() -> one.send(session, "x", "one"))).isEqualTo(Kind.FORBIDDEN);

    assertThat(BucketState.of(store))
        .doesNotContainKeys("p/a/v/x", session.staged("one").value())
        .containsKey("p/a/v/y");
  }

  @Test
  void aStrayFileOfAnEarlierUploadIsReplaced() {
    ClientUpload session = other.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    BucketState.put(store, "p/a/v/x", "two");

    one.send(session, "x", "one");
    one.complete(session);

    assertThat(content("p/a/v/x")).isEqualTo("one");
  }

  @Test
  void changesAfterAnInterruptedCreationAreKept() {
    Store newStore = new MemoryStore();
    // Interrupted before the deletion of the lock: the project exists.
    TestOperations dying =
        new TestOperations(CrashingStore.at(newStore, 6, Failure.NOT_DONE), clock, KEY);
    assertThat(failure(() -> dying.create("p"))).isEqualTo(Kind.UNAVAILABLE);
    TestOperations next = new TestOperations(newStore, clock, KEY);
    next.projects.setPermissions(
        OWNER, OperationScenario.P, TestOperations.permissions("{\"owners\":[\"heir\"]}"));
    next.projects.setQuota(OperationScenario.P, TestOperations.quota("{\"baseline\":1}"));

    clock.advance(PAST_STEP_LEASE);
    next.abandonedLocks.recoverAll();

    assertThat(BucketState.content(newStore, new Key("p/..permissions"))).contains("heir");
    assertThat(BucketState.content(newStore, new Key("p/..quota"))).contains("\"baseline\":1,");
    assertThat(BucketState.of(newStore)).doesNotContainKey("p/..LOCK");
  }

  @Test
  void anUploadToAConcurrentlyDeletedProjectIsNotFound() {
    watched.after(
        "get p/..permissions", () -> other.removal.removeProject(ADMIN, OperationScenario.P));

    assertThat(failure(() -> one.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")))))
        .isEqualTo(Kind.NOT_FOUND);

    assertThat(BucketState.of(store).keySet()).noneMatch(key -> key.startsWith("p/"));
  }

  @Test
  void aHolderWithAnExpiredLeaseStopsAndAnotherRecoversItsOperation() {
    other.publish(OWNER, "p/a/v", "x", "one");
    watched.after("delete p/a/..latest", () -> {
      clock.advance(PAST_STEP_LEASE);
      other.publish(OWNER, "p/b/v", "x", "four");
    });

    assertThat(failure(() -> one.removal.removeVersion(ADMIN, TestOperations.version("p/a/v"))))
        .isEqualTo(Kind.UNAVAILABLE);

    assertThat(content("p/..usage")).isEqualTo("{\"total\":4}");
    assertThat(BucketState.of(store).keySet()).noneMatch(key -> key.startsWith("p/a/"))
        .noneMatch(key -> key.endsWith("..LOCK"));
  }

  @Test
  void aHolderRenewsItsLease() {
    other.publish(OWNER, "p/a/v", "x", "one", "y", "two");
    watched.after("delete p/a/..latest", () -> clock.advance(java.time.Duration.ofSeconds(7)));
    watched.after("put p/..usage", () -> {
      clock.advance(java.time.Duration.ofSeconds(7));
      // More than one lease after the commit, the lock is still held.
      assertThat(failure(() -> other.refresh.usage(ADMIN, OperationScenario.P)))
          .isEqualTo(Kind.LOCKED);
    });

    one.removal.removeVersion(ADMIN, TestOperations.version("p/a/v"));

    assertThat(content("p/..usage")).isEqualTo("{\"total\":0}");
  }
}
