package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.store.disk.Fixture.put;
import static io.gypsum.store.disk.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DiskReserveTest {
  private static final long CAPACITY = 2 * 1024 * 1024;
  private static final Key LOCK = new Key("p/..LOCK");

  @TempDir Path root;
  private LimitedDisk disk;
  private Store store;

  @BeforeEach
  void open() {
    disk = new LimitedDisk(root, CAPACITY);
    store = disk.open();
    store.requireUsable();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void fillUp() throws IOException {
    put(store, "p/a/v/big", "x".repeat(1000_000));
    disk.fill();
  }

  @Test
  void theLockJournalUsageAndLogAreWrittenOnAFullDisk() throws IOException {
    fillUp();
    PutResult.Written lock =
        (PutResult.Written) store.put(LOCK, Content.of("lock"), PutCondition.CREATE);
    assertThat(store.put(LOCK, Content.of("lock"), PutCondition.CREATE).isWritten()).isFalse();
    assertThat(
        store.put(
            LOCK, Content.of("y".repeat(60_000)), new PutCondition.IfMatch(lock.etag()))
            .isWritten())
        .isTrue();
    put(store, "p/..usage", "{\"total\":1}");
    put(store, "p/a/..latest", "{}");
    put(store, "p/a/v/..summary", "{}");
    put(store, "p/a/v/..links", "{}");
    put(store, "..logs/2030-01-01T00:00:00.000Z_000001", "{}");
    assertThat(text(store, "p/..usage")).hasValue("{\"total\":1}");
    assertNoSpace(() -> put(store, "p/a/v/file", "x"));
    assertNoSpace(store::requireUsable);

    // The deletions for which these documents were needed.
    store.delete(List.of(new Key("p/a/v/big")));
    store.delete(List.of(LOCK));

    put(store, "p/a/v/file", "x");
    store.requireUsable();
    assertThat(disk.usedBytes()).isBetween(
        (long) DiskReserve.FILES * DiskReserve.FILE_BYTES,
        (long) DiskReserve.FILES * DiskReserve.FILE_BYTES + 1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "p/a/v/file", "p/a/v/..manifest", "p/..permissions", "p/..quota", "..arrivals/p/s/f",
      "p/LOCK", "p/a..latest"})
  void otherObjectsDoNotUseTheReserve(String key) throws IOException {
    disk.fill();
    long used = disk.usedBytes();
    assertNoSpace(() -> put(store, key, "x"));
    assertThat(disk.usedBytes()).isEqualTo(used);
  }

  @Test
  void otherObjectsAreRefusedUntilTheReserveIsRestored() throws IOException {
    fillUp();
    store.put(LOCK, Content.of("lock"), PutCondition.CREATE);
    // There is space for the object now, but not for both.
    disk.setCapacity(disk.usedBytes() + DiskReserve.FILE_BYTES - 1);
    assertNoSpace(() -> put(store, "p/a/v/file", "x"));
    disk.setCapacity(disk.usedBytes() + DiskReserve.FILE_BYTES + 1);
    put(store, "p/a/v/file", "x");
  }

  @Test
  void allProcessesRefuseOtherObjectsUntilTheReserveIsRestored() throws IOException {
    fillUp();
    store.put(LOCK, Content.of("lock"), PutCondition.CREATE);
    disk.setCapacity(disk.usedBytes() + DiskReserve.FILE_BYTES - 1);
    try (Store other = disk.open()) {
      assertNoSpace(() -> put(other, "p/a/v/file", "x"));
    }
  }

  @Test
  void theReserveIsBounded() throws IOException {
    fillUp();
    long size = DiskReserve.FILE_BYTES;
    assertNoSpace(
        () -> store.put(LOCK, Content.of(new byte[(int) size + 1]), PutCondition.OVERWRITE));
    for (int i = 0; i < DiskReserve.FILES; i++) {
      store.put(
          new Key("p" + i + "/..LOCK"), Content.of(new byte[(int) size]), PutCondition.CREATE);
    }
    assertNoSpace(() -> store.put(LOCK, Content.of(new byte[1]), PutCondition.CREATE));
  }

  @Test
  void aStoreIsOpenedOnAFullDisk() throws IOException {
    fillUp();
    store.close();
    store = disk.open();
    assertThat(store.put(LOCK, Content.of("lock"), PutCondition.CREATE).isWritten()).isTrue();
    assertNoSpace(store::requireUsable);
  }

  @Test
  void theReserveIsNotListedAndNotAnObject() {
    assertThat(Fixture.list(store, "", true)).isEmpty();
    assertThat(store.head(new Key("..tmp/reserve/0"))).isEmpty();
  }

  @Test
  void aReadOnlyDiskIsNotUsableUntilItIsWritable() {
    put(store, "p/a/v/file", "x");
    disk.setReadOnly(true);
    assertThatThrownBy(store::requireUsable)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE))
        .hasMessageContaining("read-only");
    assertThatThrownBy(() -> store.put(LOCK, Content.of("lock"), PutCondition.CREATE))
        .hasMessageContaining("read-only");
    assertThat(text(store, "p/a/v/file")).hasValue("x");
    disk.setReadOnly(false);
    store.requireUsable();
  }

  private static void assertNoSpace(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> {
          assertThat(e.kind()).isEqualTo(Kind.NO_SPACE);
          assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE);
          assertThat(e.isRetryable()).isFalse();
        })
        .hasMessageContaining("the disk is full");
  }
}
