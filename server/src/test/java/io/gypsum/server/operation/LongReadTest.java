package io.gypsum.server.operation;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Operations whose reads before the commit take longer than a step lease, while another server keeps trying to acquire the lock of
 * the project.
 */
class LongReadTest {
  private static final SigningKey KEY = SigningKey.random();
  private static final ProjectName PROJECT = new ProjectName("p");
  /** More than one batch of summaries, which the operation reads without renewing its lease. */
  private static final int VERSIONS = 600;

  private final Store store = new MemoryStore();
  private final TestClock clock = new TestClock();
  private final TestOperations other = new TestOperations(store, clock, KEY);
  private final SlowReads slow = new SlowReads();
  private final TestOperations server = new TestOperations(slow, clock, KEY);

  /** Each read takes time, during which another server tries to take over the lock. */
  private final class SlowReads extends ForwardingStore {
    private Duration ofSummary = Duration.ZERO;
    private Duration ofEntry = Duration.ZERO;
    private final AtomicInteger takeovers = new AtomicInteger();

    SlowReads() {
      super(store);
    }

    private void pass(Duration time) {
      if (!time.isZero()) {
        clock.advance(time);
        if (other.locks.recover(PROJECT)) {
          takeovers.incrementAndGet();
        }
      }
    }

    @Override
    public Optional<StoredObject> get(Key key, ByteRange range) {
      if (key.fileName().equals("..summary")) {
        pass(ofSummary);
      }
      return super.get(key, range);
    }

    @Override
    public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
      return super.list(prefix, startAfter).peek(entry -> pass(ofEntry));
    }
  }

  private void addVersions(int count) {
    other.create("p");
    for (int i = 0; i < count; i++) {
      String version = "p/a/v%04d".formatted(i);
      String time = "2026-01-01T00:%02d:%02dZ".formatted(i / 60, i % 60);
      BucketState.put(
          store, version + "/..summary",
          "{\"upload_user_id\":\"u\",\"upload_start\":\"" + time + "\",\"upload_finish\":\"" + time
              + "\"}");
      BucketState.put(store, version + "/..manifest", "{}");
      BucketState.put(store, version + "/x", "12");
    }
  }

  @Test
  void aRefreshedUsageKeepsItsLock() {
    addVersions(20);
    slow.ofEntry = Duration.ofSeconds(2);

    assertThat(server.refresh.usage(ADMIN, PROJECT).totalBytes()).isEqualTo(40);
    assertThat(slow.takeovers).hasValue(0);
  }

  @Test
  void aRefreshedLatestVersionKeepsItsLock() {
    addVersions(VERSIONS);
    slow.ofSummary = Duration.ofMillis(30);

    assertThat(server.refresh.latest(ADMIN, TestOperations.asset("p", "a")).orElseThrow().version())
        .hasToString("v0599");
    assertThat(slow.takeovers).hasValue(0);
  }

  @Test
  void deletionsKeepTheirLocks() {
    addVersions(VERSIONS);
    BucketState.put(store, "p/a/..latest", "{\"version\":\"v0599\"}");
    BucketState.put(store, "p/..usage", "{\"total\":1200}");
    slow.ofSummary = Duration.ofMillis(30);
    slow.ofEntry = Duration.ofMillis(10);

    server.removal.removeVersion(ADMIN, TestOperations.version("p/a/v0599"));
    assertThat(BucketState.content(store, new Key("p/a/..latest"))).contains("v0598");
    assertThat(BucketState.content(store, new Key("p/..usage"))).contains("1198");
    server.removal.removeAsset(ADMIN, TestOperations.asset("p", "a"));
    assertThat(BucketState.content(store, new Key("p/..usage"))).contains("{\"total\":0}");
    assertThat(slow.takeovers).hasValue(0);
  }

  @Test
  void anOperationThatLostItsLockEnds() {
    addVersions(20);
    slow.ofEntry = TestOperations.PAST_STEP_LEASE;

    assertThatThrownBy(() -> server.refresh.usage(ADMIN, PROJECT))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("the lock was lost to another process; nothing was changed");
  }
}
