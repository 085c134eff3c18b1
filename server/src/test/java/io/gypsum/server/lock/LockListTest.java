package io.gypsum.server.lock;

import java.time.Duration;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.lock.LockList.LockSnapshot;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

class LockListTest {
  private static final Duration WAIT = Duration.ofMinutes(1);

  private final TestClock clock = new TestClock();
  private final WatchedStore store = new WatchedStore(new MemoryStore());
  private final TestOperations server = new TestOperations(store, clock, SigningKey.random());
  private final LockList list = new LockList(store, server.locks, clock);

  private ClientUpload upload(String project) {
    server.create(project);
    return server.start(OWNER, project + "/a/v", Files.body(Files.simple("f", "one")));
  }

  private static List<String> names(LockSnapshot snapshot) {
    return snapshot.locks().stream().map(lock -> lock.project().value()).toList();
  }

  private LockSnapshot read() {
    return list.latest(WAIT).orElseThrow();
  }

  @Test
  void locksAreListedOldestFirstWithTheirHolders() {
    upload("b");
    clock.advance(Duration.ofSeconds(1));
    upload("a");
    server.create("free");
    BucketState
        .put(store, "other/..LOCK", "{\"session_hash\":\"x\",\"asset\":\"n\",\"version\":\"w\"}");
    BucketState.put(store, "corrupt/..LOCK", "{");

    LockSnapshot snapshot = read();

    assertThat(names(snapshot)).containsExactly("other", "b", "a");
    assertThat(snapshot.count()).isEqualTo(3);
    assertThat(snapshot.unreadable()).isEqualTo(1);
    LockedProject b = snapshot.locks().get(1);
    assertThat(b.subject()).isEqualTo("b/a/v");
    assertThat(b.isUpload()).isTrue();
    assertThat(b.holding().user()).isEqualTo("owner");
    assertThat(b.holding().operation()).isEqualTo("upload");
    assertThat(b.holding().since()).isEqualTo(TestClock.START);
    assertThat(b.isExpired(b.holding().until())).isFalse();
    assertThat(b.isExpired(b.holding().until().plusMillis(1))).isTrue();
    assertThat(snapshot.locks().getFirst().holding()).isNull();
    assertThat(snapshot.uploads()).hasSize(3);
  }

  @Test
  void locksAreReadAgainOnlyWhenTheyAreOld() {
    upload("a");
    read();
    store.takeCalls();
    upload("b");
    store.takeCalls();
    clock.advance(LockList.MAX_AGE.minusMillis(1));
    assertThat(names(read())).containsExactly("a");
    assertThat(store.takeCalls()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(names(read())).containsExactly("a", "b");
  }

  @Test
  void aChangeOfThisServerIsIncludedAtOnce() {
    upload("a");
    upload("b");
    read();
    server.projects.unlock(OWNER, new ProjectName("a"));
    list.update(new ProjectName("a"));
    assertThat(names(read())).containsExactly("b");
    assertThat(read().count()).isEqualTo(1);
  }

  @Test
  void aChangeDuringTheReadingIsNotLost() {
    upload("a");
    upload("b");
    // Read after the lock of 'a' or at the same time; the list is published when all are read.
    store.before("get b/..LOCK", () -> {
      server.projects.unlock(OWNER, new ProjectName("a"));
      list.update(new ProjectName("a"));
    });
    assertThat(names(read())).containsExactly("b");
  }

  @Test
  void theOldLocksRemainWhileTheStoreFails() {
    upload("a");
    read();
    clock.advance(LockList.MAX_AGE);
    store.before("get a/..LOCK", () -> {
      throw new GypsumException(Kind.UNAVAILABLE, "the store is down");
    });
    assertThat(names(read())).containsExactly("a");
    assertThat(list.problem()).isEqualTo("the store is down");
    assertThat(names(read())).containsExactly("a");
    assertThat(list.problem()).isNull();
  }

  @Test
  void atMostTheMaximumNumberOfLocksIsKept() {
    Lock lock =
        new Lock(
            "x", null, null,
            new Journal("create", "u", "h", TestClock.START, TestClock.START, null));
    String text = JsonOutput.text(lock);
    for (int i = 0; i <= LockList.MAX_LOCKS; i++) {
      BucketState.put(store, "p%05d/..LOCK".formatted(i), text);
    }
    LockSnapshot snapshot = read();
    assertThat(snapshot.count()).isEqualTo(LockList.MAX_LOCKS + 1);
    assertThat(names(snapshot)).hasSize(LockList.MAX_LOCKS)
        .startsWith("p00000")
        .endsWith("p09999");
  }

  @Test
  void receivedFilesAreCountedUpToAMaximum() {
    ClientUpload session = upload("a");
    server.send(session, "f", "one");
    LockedProject upload = read().locks().getFirst();
    assertThat(StagedTotals.of(store, upload)).isEqualTo(new StagedTotals(1, 3, false));
    String staging = "..arrivals/a/" + upload.session().replace('/', '_') + "/";
    for (int i = 1; i < StagedTotals.MAX_FILES; i++) {
      BucketState.put(store, staging + "f" + i, "x");
    }
    assertThat(StagedTotals.of(store, upload))
        .isEqualTo(new StagedTotals(StagedTotals.MAX_FILES, StagedTotals.MAX_FILES + 2, false));
    BucketState.put(store, staging + "z", "x");
    assertThat(StagedTotals.of(store, upload).hasMore()).isTrue();
    assertThat(StagedTotals.of(store, upload).files()).isEqualTo(StagedTotals.MAX_FILES);
  }
}
