package io.gypsum.server.operation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.server.catalog.BucketCatalog;
import io.gypsum.server.catalog.CatalogContent;
import io.gypsum.server.catalog.CatalogSource;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.CrashingStore;
import io.gypsum.server.testing.CrashingStore.Failure;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The catalogue of another server after each operation crashed at each of its writes. */
class CatalogCrashTest {
  private static final SigningKey KEY = SigningKey.random();
  private static final Duration RETENTION = Duration.ofDays(7);
  private static final int MAX_WRITES = 60;

  @TempDir(factory = FastDirectory.class) Path directory;

  static List<OperationScenario> scenarios() {
    return OperationScenario.all().stream().filter(scenario -> !scenario.isLarge()).toList();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void theCatalogueIsThatOfANewScan(OperationScenario scenario) {
    int write = 1;
    while (crash(scenario, Failure.NOT_DONE, write)) {
      write++;
      assertThat(write).isLessThan(MAX_WRITES);
    }
    assertThat(write).isGreaterThan(1);
  }

  /** Returns whether the operation made this write. */
  private boolean crash(OperationScenario scenario, Failure failure, int write) {
    TestClock clock = new TestClock();
    Store store = new MemoryStore();
    TestOperations prepared = new TestOperations(store, clock, KEY);
    ClientUpload session = scenario.prepare().apply(prepared);
    CrashingStore crashing = CrashingStore.at(store, write, failure);
    TestOperations crashed = new TestOperations(crashing, clock, KEY);
    try (BucketCatalog catalog = open(store, prepared, clock, "followed");
        BucketCatalog scanned = open(store, prepared, clock, "scanned")) {
      // Builds the catalogue before the operation.
      List<String> before = CatalogContent.of(catalog.pages());
      try {
        scenario.operation().accept(crashed, session);
      } catch (GypsumException e) {
        // The crash.
      }
      clock.advance(Duration.ofSeconds(2));
      // Includes the entries of the crashed server before its locks are recovered.
      assertThat(CatalogContent.of(catalog.pages())).isNotEmpty();
      clock.advance(TestOperations.PAST_ALL_LEASES);
      long _ = prepared.abandonedLocks.recoverAll();

      assertThat(CatalogContent.of(catalog.pages()))
          .as("%s at write %s, before: %s", failure, write, before)
          .isEqualTo(CatalogContent.of(scanned.pages()));
    }
    return crashing.hasFailed();
  }

  private BucketCatalog open(
      Store store, TestOperations server, TestClock clock, String name) {
    return new BucketCatalog(
        CatalogSource.withoutPages(store, server.locks, RETENTION)
            .withMaxPageWait(Duration.ofMinutes(1)),
        directory.resolve(name),
        name + clock.instant() + System.identityHashCode(store), clock);
  }
}
