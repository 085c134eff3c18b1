package io.gypsum.server.maintenance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.server.testing.BucketState;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeLogCleanupTest {
  private static final Instant NOW = Instant.parse("2026-03-08T12:00:00.000Z");
  private static final Instant BOUND = NOW.minus(Duration.ofDays(7));

  private final Store store = new MemoryStore();
  private final ChangeLogCleanup logs =
      new ChangeLogCleanup(store, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(7));

  private void put(String key) {
    BucketState.put(store, key, "{}");
  }

  @Test
  void aLogOfExactlySevenDaysAgoStaysAndOneOlderByAMillisecondGoes() {
    Key atBound = BucketLayout.log(BOUND, 1);
    put(atBound.value());
    put(BucketLayout.log(BOUND.minusMillis(1), 1).value());
    put(BucketLayout.log(NOW, 999_999).value());

    assertThat(logs.removeOld()).isEqualTo(1);

    assertThat(BucketState.of(store)).containsOnlyKeys(
        atBound.value(), BucketLayout.log(NOW, 999_999).value());
  }

  @Test
  void timesWithAnotherOffsetAreReadAsTimes() {
    put("..logs/2026-03-01T13:00:00.000+01:00_000001");
    put("..logs/2026-03-01T12:59:59.999+01:00_000001");

    assertThat(logs.removeOld()).isEqualTo(1);

    assertThat(BucketState.of(store)).containsOnlyKeys(
        "..logs/2026-03-01T13:00:00.000+01:00_000001");
  }

  @Test
  void whatHasNoTimeInItsNameStays() {
    put("..logs/readme");
    put("..logs/_000001");
    put("..logs/2020-01-01_000001");
    put("..logs/2020-13-01T00:00:00.000Z_000001");
    put("..logs/2020-01-01T00:00:00.000Z");
    put("..logsx/2020-01-01T00:00:00.000Z_000001");
    put("p/..logs/2020-01-01T00:00:00.000Z_000001");

    assertThat(logs.removeOld()).isZero();

    assertThat(BucketState.of(store)).hasSize(7);
  }

  @Test
  void moreThanOneCallDeletesAreDeletedAndCounted() {
    for (int i = 0; i < 2_345; i++) {
      put(BucketLayout.log(Instant.EPOCH, i).value());
    }
    put("p/..usage");

    assertThat(logs.removeOld()).isEqualTo(2_345);

    assertThat(BucketState.of(store)).containsOnlyKeys("p/..usage");
  }

  @Test
  void anEmptyBucketHasNothingToRemove() {
    assertThat(logs.removeOld()).isZero();
  }
}
