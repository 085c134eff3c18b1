package io.gypsum.server.maintenance;

import java.time.Duration;

import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.Store;
import io.gypsum.store.lock.Leases;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

class LockRecoveryTaskTest {
  private static final String FOREIGN =
      "{\"session_hash\":\"x\",\"asset\":\"a\",\"version\":\"v\"}";

  private final Store store = new MemoryStore();
  private final TestClock clock = new TestClock();
  private final TestOperations server = new TestOperations(store, clock, SigningKey.random());

  private ClientUpload begin(String project) {
    server.create(project);
    return server.start(OWNER, project + "/a/v", Files.body(Files.simple("x", "one")));
  }

  @Test
  void anUploadIsUndoneOnceItsLeaseHasPassedAndNotBefore() {
    ClientUpload session = begin("p");
    clock.advance(Leases.DEFAULT.upload());
    server.abandonedLocks.recoverAll();
    server.send(session, "x", "one");
    assertThat(BucketState.of(store)).containsKeys("p/..LOCK", session.staged("one").value());

    clock.advance(
        Leases.DEFAULT.upload().plus(Leases.DEFAULT.grace()).plus(Duration.ofMillis(1)));
    server.abandonedLocks.recoverAll();

    assertThat(BucketState.of(store)).containsOnlyKeys(
        "p/..permissions", "p/..quota", "p/..usage");
  }

  @Test
  void oneThatFailsDoesNotKeepTheOthers() {
    begin("a");
    begin("m");
    begin("z");
    BucketState.put(store, "a/..LOCK", "not a lock");
    clock.advance(TestOperations.PAST_ALL_LEASES);

    server.abandonedLocks.recoverAll();

    assertThat(BucketState.of(store)).containsKey("a/..LOCK")
        .doesNotContainKeys("m/..LOCK", "z/..LOCK", "m/a/v/..summary", "z/a/v/..summary");
  }

  @Test
  void aLockOfAnotherServerStays() {
    server.create("p");
    BucketState.put(store, "p/..LOCK", FOREIGN);
    clock.advance(Duration.ofDays(1000));

    server.abandonedLocks.recoverAll();

    assertThat(BucketState.of(store)).containsEntry("p/..LOCK", FOREIGN);
  }

  @Test
  void aVersionThatWasThereBeforeTheLockIsNotUndone() {
    server.create("p");
    server.publish(OWNER, "p/a/v", "x", "one");
    server.publishOnProbation(OWNER, "p/a/w", "x", "one");
    ClientUpload session = server.start(OWNER, "p/a/new", Files.body());
    String lock = BucketState.of(store).get("p/..LOCK");
    server.abort(session);
    for (String version : new String[] {"v", "w"}) {
      BucketState.put(
          store, "p/..LOCK",
          lock.replace("\"version\":\"new\"", "\"version\":\"" + version + "\""));
      clock.advance(TestOperations.PAST_ALL_LEASES);
      server.abandonedLocks.recoverAll();
    }

    assertThat(BucketState.of(store)).containsKeys("p/a/v/x", "p/a/w/x")
        .doesNotContainKey("p/..LOCK");
  }

  @Test
  void anUnfinishedVersionOfAnotherUploadIsNotUndone() {
    ClientUpload session = begin("p");
    String lock = BucketState.of(store).get("p/..LOCK");
    server.abort(session);
    clock.advance(Duration.ofSeconds(1));
    ClientUpload _ = server.start(OWNER, "p/a/v", Files.body());
    BucketState.put(store, "p/..LOCK", lock);
    clock.advance(TestOperations.PAST_ALL_LEASES);

    server.abandonedLocks.recoverAll();

    assertThat(BucketState.of(store)).containsKey("p/a/v/..summary")
        .doesNotContainKey("p/..LOCK");
  }

  @Test
  void whatIsNoProjectIsLeftAlone() {
    BucketState.put(store, "..logs/..LOCK", "{}");
    BucketState.put(store, "file-at-the-top", "x");
    begin("p");
    clock.advance(TestOperations.PAST_ALL_LEASES);

    server.abandonedLocks.recoverAll();

    assertThat(BucketState.of(store)).containsKeys("..logs/..LOCK", "file-at-the-top")
        .doesNotContainKey("p/..LOCK");
  }
}
