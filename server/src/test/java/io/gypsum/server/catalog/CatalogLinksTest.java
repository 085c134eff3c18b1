package io.gypsum.server.catalog;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static io.gypsum.server.testing.TestOperations.asset;
import static io.gypsum.server.testing.TestOperations.version;
import static org.assertj.core.api.Assertions.assertThat;

/** The answers of a catalogue, and the time that they may take. */
class CatalogLinksTest {
  @Nested
  class InMemory extends Answers {
    @Override
    Store openStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class OnDisk extends Answers {
    @TempDir(factory = FastDirectory.class) Path bucket;

    @Override
    Store openStore() {
      return DiskStore.open(bucket);
    }
  }

  abstract static class Answers extends CatalogFixture {
    @Test
    void versionsOfAllProjectsWithLinksAreFound() {
      publishLinks("p/a/v2", "p/a/v1/x", "p/a/v1/y");
      publishLinks("p/b/v1", "p/a/v1/x");
      publishLinks("q/c/v1", "p/a/v1/y");
      BucketCatalog catalog = catalog(store);

      assertThat(found(catalog, "p/a/v1"))
          .isEqualTo(Map.of("p/a/v2", 2L, "p/b/v1", 1L, "q/c/v1", 1L));
      assertThat(found(catalog, "p/a")).isEqualTo(Map.of("p/b/v1", 1L, "q/c/v1", 1L));
      assertThat(found(catalog, "p")).isEqualTo(Map.of("q/c/v1", 1L));
      assertThat(catalog.linksInto(scope("p/a/v1")).fileCount()).isEqualTo(4);
      assertThat(found(catalog, "q")).isEmpty();
      assertThat(found(catalog, "none/at/all")).isEmpty();
    }

    @Test
    void theAncestorOfALinkCountsAndNotItsTarget() {
      publishLinks("q/b/v1", "p/a/v1/x");
      publishLinks("q/c/v1", "q/b/v1/l0");
      BucketCatalog catalog = catalog(store);

      assertThat(found(catalog, "q/b/v1")).isEmpty();
      assertThat(found(catalog, "p/a/v1")).isEqualTo(Map.of("q/b/v1", 1L, "q/c/v1", 1L));
    }

    @Test
    void changesOfOtherServersAreIncluded() {
      BucketCatalog catalog = catalog(store);
      assertThat(found(catalog, "p")).isEmpty();

      publishLinks("q/b/v1", "p/a/v1/x");
      publishLinks("q/b/v2", "p/a/v1/x");
      server.complete(startLinks("p/b/v1", true, "p/a/v1/x"));
      server.complete(startLinks("p/b/v2", true, "p/a/v1/y"));
      assertThat(found(catalog, "p/a/v1").keySet())
          .containsExactly("p/b/v1", "p/b/v2", "q/b/v1", "q/b/v2");

      server.probation.reject(OWNER, version("p/b/v1"));
      server.probation.approve(OWNER, version("p/b/v2"));
      server.removal.removeVersion(ADMIN, version("q/b/v1"));
      assertThat(found(catalog, "p/a/v1").keySet()).containsExactly("p/b/v2", "q/b/v2");

      server.removal.removeAsset(ADMIN, asset("p", "b"));
      server.removal.removeProject(ADMIN, version("q/b/v1").project());
      assertThat(found(catalog, "p/a/v1")).isEmpty();
    }

    @Test
    void anUploadToAnotherProjectCountsUntilItIsAborted() {
      BucketCatalog catalog = catalog(store);
      ClientUpload upload = startLinks("q/b/v1", false, "p/a/v1/x");
      assertThat(found(catalog, "p/a/v1")).isEqualTo(Map.of("q/b/v1", 1L));
      // A scan finds it without its log entry.
      BucketCatalog scanned = unbuilt(store, "another name");
      scanned.maintain();
      assertThat(found(scanned, "p/a/v1")).isEqualTo(Map.of("q/b/v1", 1L));

      server.abort(upload);
      assertThat(found(catalog, "p/a/v1")).isEmpty();
      assertThat(found(scanned, "p/a/v1")).isEmpty();
    }

    @Test
    void anUploadThatCrashedIsRecovered() {
      BucketCatalog catalog = catalog(store);
      ClientUpload _ = startLinks("q/b/v1", false, "p/a/v1/x");
      assertThat(found(catalog, "p/a/v1")).hasSize(1);

      clock.advance(TestOperations.PAST_ALL_LEASES);
      assertThat(found(catalog, "p/a/v1")).isEmpty();
    }

    @Test
    void corruptDocumentsDoNotHideTheOthers() {
      publishLinks("q/b/v1", "p/a/v1/x");
      publishLinks("q/b/v2", "p/a/v1/x");
      BucketState.put(store, "q/b/v1/..manifest", "{\"x\":");
      BucketCatalog catalog = catalog(store);
      BucketState.put(store, "..logs/2026-03-01T12:00:00.001Z_000001", "nonsense");
      BucketState.put(store, "q/b/v2/..summary", "{");

      assertThat(found(catalog, "p/a/v1").keySet()).containsExactly("q/b/v2");
    }

    @Test
    void onlyTheFirstVersionsAreNamed() {
      for (int i = 10; i < 10 + IncomingLinkSummary.MAX_NAMED + 1; i++) {
        publishLinks("q/b/v" + i, "p/a/v1/x", "p/a/v1/y");
      }
      IncomingLinkSummary links = catalog(store).linksInto(scope("p"));

      assertThat(links.versionCount()).isEqualTo(IncomingLinkSummary.MAX_NAMED + 1);
      assertThat(links.fileCount()).isEqualTo(2 * (IncomingLinkSummary.MAX_NAMED + 1));
      assertThat(links.first()).hasSize(IncomingLinkSummary.MAX_NAMED);
      assertThat(links.first().getFirst().version()).hasToString("q/b/v10");
      assertThat(links.names()).endsWith("'q/b/v29' and 1 more");
    }

    @Test
    void aRequestReadsChangesForALimitedTimeAndKeepsItsProgress() {
      BucketCatalog catalog = catalog(new SlowStore(store, clock));
      for (int i = 1; i <= 5; i++) {
        publishLinks("q/b/v" + i, "p/a/v1/x");
      }
      int refused = 0;
      while (true) {
        try {
          assertThat(found(catalog, "p")).hasSize(5);
          break;
        } catch (GypsumException e) {
          assertThat(e.kind()).isEqualTo(GypsumException.Kind.BUSY);
          assertThat(++refused).isLessThan(20);
        }
      }
      assertThat(refused).isPositive();
    }

    @Test
    void aRequestReadsTheVersionsOfOneChangeForALimitedTime() {
      for (int i = 1; i <= 4; i++) {
        publishLinks("q/b/v" + i, "p/a/v1/x");
      }
      BucketCatalog catalog = catalog(new SlowStore(store, clock));
      server.removal.removeAsset(ADMIN, asset("q", "b"));

      assertFails(catalog, Kind.BUSY);
      catalog.maintain();
      assertThat(found(catalog, "p")).isEmpty();
    }

    @Test
    void aRequestListsTheLogForALimitedTime() {
      for (int i = 1; i <= 6; i++) {
        publishLinks("q/b/v" + i, "p/a/v1/x");
      }
      BucketCatalog catalog = catalog(new ForwardingStore(store) {
        @Override
        public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
          return super.list(prefix, startAfter)
              .peek(entry -> clock.advance(Duration.ofSeconds(1)));
        }
      });
      assertFails(catalog, Kind.BUSY);
    }
  }

  /** Every read of a document takes two seconds. */
  private static final class SlowStore extends ForwardingStore {
    private final TestClock clock;

    SlowStore(Store delegate, TestClock clock) {
      super(delegate);
      this.clock = clock;
    }

    @Override
    public Optional<StoredObject> get(
        Key key, ByteRange range) {
      clock.advance(Duration.ofSeconds(2));
      return super.get(key, range);
    }
  }
}
