package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Deadline;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.DeferredWrites;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import io.gypsum.store.disk.LossyDisk.Loss;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which writes survive a power failure. */
@Timeout(60)
class DeferredSyncTest {
  private static final Instant OPENED = Instant.parse("2026-11-30T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(OPENED);
  private static final Key KEY = new Key("p/d/file");

  @TempDir Path temp;

  private LossyDisk disk;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    disk = new LossyDisk(temp.resolve("disk"), "boot");
    store = disk.open(CLOCK);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    disk.close();
  }

  @ParameterizedTest
  @EnumSource
  void anOrdinaryPutSurvives(Loss loss) throws IOException {
    put(store, KEY, "text");
    assertThat(afterPowerFailure(loss, KEY)).hasValue("text");
  }

  @Test
  void aDeferredPutIsLostWithoutASync() throws IOException {
    put(store.withDeferredSync(), KEY, "text");
    assertThat(afterPowerFailure(Loss.NAMES, KEY)).isEmpty();
    assertThat(afterPowerFailure(Loss.CONTENTS, KEY)).hasValue("");
    assertThat(afterPowerFailure(Loss.HALF_OF_CONTENTS, KEY)).hasValue("te");
  }

  @ParameterizedTest
  @EnumSource
  void aDeferredPutSurvivesAfterASync(Loss loss) throws IOException {
    put(store.withDeferredSync(), KEY, "text");
    store.sync();
    assertThat(afterPowerFailure(loss, KEY)).hasValue("text");
  }

  @Test
  void aSyncByAnotherStoreOnTheDirectoryIncludesAllWrites() throws IOException {
    put(store.withDeferredSync(), KEY, "text");
    try (Store other = disk.open(CLOCK)) {
      other.sync();
    }
    assertThat(afterPowerFailure(Loss.NAMES, KEY)).hasValue("text");
  }

  @Test
  void anOrdinaryPutIntoADeferredDirectorySurvives() throws IOException {
    put(store.withDeferredSync(), new Key("p/d/other"), "other");
    put(store, KEY, "text");
    assertThat(afterPowerFailure(Loss.NAMES, KEY)).hasValue("text");
  }

  @ParameterizedTest
  @EnumSource
  void aDeferredCopySurvivesAfterASync(Loss loss) throws IOException {
    put(store, KEY, "text");
    Key copy = new Key("p/e/copy");
    assertThat(store.withDeferredSync().copy(KEY, copy)).isTrue();
    assertThat(afterPowerFailure(Loss.NAMES, copy)).isEmpty();
    store.sync();
    assertThat(afterPowerFailure(loss, copy)).hasValue("text");
  }

  @Test
  void manyPutsAndCopiesNeedOneSync() {
    Store view = store.withDeferredSync();
    int before = disk.fileSyncs();
    for (int i = 0; i < 100; i++) {
      put(view, new Key("p/d/" + i), "text " + i);
      view.copy(new Key("p/d/" + i), new Key("p/e/" + i));
    }
    store.sync();
    assertThat(disk.fileSyncs() - before).isZero();
    assertThat(disk.fileSystemSyncs()).isOne();
  }

  @Test
  void largeObjectsAreSyncedAtOnce() throws IOException {
    Store view = store.withDeferredSync();
    Key small = new Key("p/small");
    view.put(small, zeros(DeferredWrites.MAX_BYTES), PutCondition.CREATE);
    assertThat(afterPowerFailure(Loss.NAMES, small)).isEmpty();
    view.put(KEY, zeros(DeferredWrites.MAX_BYTES + 1), PutCondition.CREATE);
    assertThat(afterPowerFailure(Loss.NAMES, KEY)).isPresent();
  }

  @Test
  void aFailedSyncIsReportedAndEndsAllDeferring() throws IOException {
    Store view = store.withDeferredSync();
    put(view, KEY, "text");
    disk.failSyncsAfter(0);
    for (int call = 0; call < 2; call++) {
      assertThatThrownBy(store::sync).isInstanceOfSatisfying(
          StoreException.class, e -> assertThat(e.outcome()).isEqualTo(CallOutcome.UNKNOWN));
    }
    assertThat(disk.fileSystemSyncs()).as("a second call could succeed").isOne();
    assertThat(store.deferredWrites()).isEmpty();
    Key later = new Key("p/later");
    put(view, later, "text");
    assertThat(afterPowerFailure(Loss.NAMES, later)).hasValue("text");
  }

  @Test
  void aFailedSyncIsNotRetried() {
    disk.failSyncsAfter(0);
    assertThatThrownBy(new RetryingStore(store)::sync).isInstanceOf(StoreException.class);
    assertThat(disk.fileSystemSyncs()).isOne();
  }

  @Test
  void nothingIsDeferredWithoutASyncOfTheFileSystem() throws IOException {
    try (Store plain = disk.openWithoutDeferring(CLOCK)) {
      put(plain.withDeferredSync(), KEY, "text");
      plain.sync();
      assertThat(plain.deferredWrites()).isEmpty();
    }
    assertThat(afterPowerFailure(Loss.NAMES, KEY)).hasValue("text");
    assertThat(disk.fileSystemSyncs()).isZero();
  }

  @Test
  void writesAreCoveredFromTheOpeningOfTheStoreUntilTheMachineRestarts() {
    DeferredWrites writes = store.deferredWrites().orElseThrow();
    assertThat(writes.cover("boot", OPENED.plusMillis(1))).isTrue();
    assertThat(writes.cover("boot", OPENED)).as("may have begun before").isFalse();
    assertThat(writes.cover("boot", OPENED.minus(Duration.ofDays(1)))).isFalse();
    assertThat(writes.cover("another boot", OPENED.plusMillis(1))).isFalse();
  }

  @Test
  void callsThatWaitForASyncShareTheNextOne() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountedSync counted = new CountedSync(() -> {
      begun.countDown();
      mayEnd.await();
    });
    DeferredSync sync = counted.open(Runnable::run);
    List<Thread> callers = new ArrayList<>();
    callers.add(call(sync));
    begun.await();
    for (int i = 0; i < 5; i++) {
      callers.add(call(sync));
    }
    for (Thread caller : callers.subList(1, callers.size())) {
      while (caller.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
    }
    mayEnd.countDown();
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(counted.syncs).hasValue(2);
  }

  @Test
  void nothingIsDeferredBeforeTheFileSystemIsOpen() throws IOException {
    List<Runnable> background = new ArrayList<>();
    CountedSync counted = new CountedSync(() -> {});
    DeferredSync sync = counted.open(background::add);
    assertThat(sync.writes()).isEmpty();
    sync.sync();
    assertThat(counted.syncs).hasValue(0);
    background.forEach(Runnable::run);
    assertThat(sync.writes()).isPresent();
    sync.close();
    assertThat(counted.closed).isTrue();
  }

  /** A caller that saw that nothing is deferred does not sync. */
  @Test
  void aViewFromBeforeTheOpeningNeverDefers() throws IOException {
    List<Runnable> background = new ArrayList<>();
    try (Store late = disk.open(CLOCK, background::add)) {
      Store view = late.withDeferredSync();
      background.forEach(Runnable::run);
      assertThat(late.deferredWrites()).isPresent();
      put(view, KEY, "text");
      put(view.withDeadline(Deadline.NONE), new Key("p/d/other"), "other");
      Key deferred = new Key("p/e/deferred");
      put(late.withDeferredSync(), deferred, "text");
      assertThat(afterPowerFailure(Loss.NAMES, KEY)).hasValue("text");
      assertThat(afterPowerFailure(Loss.NAMES, new Key("p/d/other"))).hasValue("other");
      assertThat(afterPowerFailure(Loss.NAMES, deferred)).isEmpty();
    }
  }

  @Test
  void aFileSystemThatIsOpenedTooLateIsClosed() {
    List<Runnable> background = new ArrayList<>();
    CountedSync counted = new CountedSync(() -> {});
    DeferredSync sync = counted.open(background::add);
    sync.close();
    background.forEach(Runnable::run);
    assertThat(counted.closed).isTrue();
    assertThat(sync.writes()).isEmpty();
  }

  /** An action that waits. */
  private interface Waiting {
    void run() throws InterruptedException;
  }

  private final class CountedSync implements FileSystemSync {
    final AtomicInteger syncs = new AtomicInteger();
    private final Waiting action;
    private boolean closed;

    CountedSync(Waiting action) {
      this.action = action;
    }

    DeferredSync open(Executor executor) {
      return DeferredSync.open(directory -> Optional.of(this), temp, CLOCK, executor);
    }

    @Override
    public void sync() throws IOException {
      syncs.incrementAndGet();
      try {
        action.run();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public String bootId() {
      return "boot";
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static Thread call(DeferredSync sync) {
    Thread caller = new Thread(() -> {
      try {
        sync.sync();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    caller.start();
    return caller;
  }

  private static void put(Store to, Key key, String text) {
    assertThat(to.put(key, Content.of(text), PutCondition.CREATE).isWritten()).isTrue();
  }

  private static Content zeros(long bytes) {
    return Content.of(new byte[(int) bytes]);
  }

  /** Returns the content that an object would have after a power failure at this moment. */
  private Optional<String> afterPowerFailure(Loss loss, Key key) throws IOException {
    Path root = temp.resolve("after-" + loss + "-" + System.nanoTime());
    try (LossyDisk left = disk.afterPowerFailure(root, loss); Store found = left.open(CLOCK)) {
      try (Stream<ObjectEntry> all = found.list(Prefix.ALL)) {
        assertThat(all).allMatch(object -> found.head(object.key()).isPresent());
      }
      Optional<StoredObject> object = found.get(key, ByteRange.ALL);
      if (object.isEmpty()) {
        return Optional.empty();
      }
      try (StoredObject open = object.get()) {
        return Optional.of(new String(open.body().readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }
}
