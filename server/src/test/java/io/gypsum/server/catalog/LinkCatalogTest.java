package io.gypsum.server.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.CallStore;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.testing.Files.body;
import static io.gypsum.server.testing.Files.link;
import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static io.gypsum.server.testing.TestOperations.asset;
import static io.gypsum.server.testing.TestOperations.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class LinkCatalogTest {
  @Nested
  class InMemory extends Catalogs {
    @Override
    Store openStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class OnDisk extends Catalogs {
    @TempDir(factory = FastDirectory.class) Path bucket;

    @Override
    Store openStore() {
      return DiskStore.open(bucket);
    }
  }

  abstract static class Catalogs {
    private static final SigningKey KEY = SigningKey.random();
    private static final Duration RETENTION = Duration.ofDays(7);

    @TempDir(factory = FastDirectory.class) Path directory;

    private final TestClock clock = new TestClock();
    private final List<LinkCatalog> opened = new ArrayList<>();
    private Store store;
    private TestOperations server;

    abstract Store openStore();

    @BeforeEach
    void open() {
      store = openStore();
      server = new TestOperations(store, clock, KEY);
      server.create("p");
      server.create("q");
      server.publish(OWNER, "p/a/v1", "x", "one", "y", "two");
    }

    @AfterEach
    void close() {
      opened.forEach(LinkCatalog::close);
      store.close();
    }

    private LinkCatalog unbuilt(Store over, String bucket) {
      LinkCatalog catalog =
          new LinkCatalog(over, server.locks, directory, bucket, RETENTION, clock);
      opened.add(catalog);
      return catalog;
    }

    private LinkCatalog catalog(Store over) {
      LinkCatalog catalog = unbuilt(over, "bucket");
      catalog.maintain();
      return catalog;
    }

    private ClientUpload startLinks(String version, boolean probation, String... targets) {
      String[] files = new String[targets.length];
      for (int i = 0; i < files.length; i++) {
        files[i] = link("l" + i, targets[i]);
      }
      clock.advance(Duration.ofSeconds(1));
      return server.start(OWNER, version, body(probation, files));
    }

    private void publishLinks(String version, String... targets) {
      server.complete(startLinks(version, false, targets));
    }

    private static IndexScope scope(String name) {
      return IndexScope.parse(name);
    }

    /** Returns the number of linked files by version. */
    private static Map<String, Long> found(LinkCatalog catalog, String scope) {
      IncomingLinkSummary links = catalog.linksInto(scope(scope));
      Map<String, Long> files = new TreeMap<>();
      links.first().forEach(link -> files.put(link.version().toString(), link.files()));
      assertThat(links.versionCount()).isGreaterThanOrEqualTo(files.size());
      return files;
    }

    @Test
    void versionsOfAllProjectsWithLinksAreFound() {
      publishLinks("p/a/v2", "p/a/v1/x", "p/a/v1/y");
      publishLinks("p/b/v1", "p/a/v1/x");
      publishLinks("q/c/v1", "p/a/v1/y");
      LinkCatalog catalog = catalog(store);

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
      LinkCatalog catalog = catalog(store);

      assertThat(found(catalog, "q/b/v1")).isEmpty();
      assertThat(found(catalog, "p/a/v1")).isEqualTo(Map.of("q/b/v1", 1L, "q/c/v1", 1L));
    }

    @Test
    void changesOfOtherServersAreIncluded() {
      LinkCatalog catalog = catalog(store);
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
      LinkCatalog catalog = catalog(store);
      ClientUpload upload = startLinks("q/b/v1", false, "p/a/v1/x");
      assertThat(found(catalog, "p/a/v1")).isEqualTo(Map.of("q/b/v1", 1L));
      // A scan finds it without its log entry.
      LinkCatalog scanned = unbuilt(store, "another name");
      scanned.maintain();
      assertThat(found(scanned, "p/a/v1")).isEqualTo(Map.of("q/b/v1", 1L));

      server.abort(upload);
      assertThat(found(catalog, "p/a/v1")).isEmpty();
      assertThat(found(scanned, "p/a/v1")).isEmpty();
    }

    @Test
    void anUploadThatCrashedIsRecovered() {
      LinkCatalog catalog = catalog(store);
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
      LinkCatalog catalog = catalog(store);
      BucketState.put(store, "..logs/2026-03-01T12:00:00.001Z_000001", "nonsense");
      BucketState.put(store, "q/b/v2/..summary", "{");

      assertThat(found(catalog, "p/a/v1").keySet()).containsExactly("q/b/v2");
    }

    @Test
    void aRestartedServerReadsOnlyWhatChanged() {
      publishLinks("q/b/v1", "p/a/v1/x");
      catalog(store).close();
      publishLinks("q/b/v2", "p/a/v1/x");

      WatchedStore watched = new WatchedStore(store);
      LinkCatalog catalog = catalog(watched);
      assertThat(watched.takeCalls().stream().map(call -> call.replaceAll("/2026.*", "/…")))
          .containsExactly(
              "list all ..logs/", "get ..logs/…", "get q/b/v2/..summary", "get q/b/v2/..manifest",
              "list all ..changes/", "get ..changes/…", "get q/b/v2/..summary",
              "get q/b/v2/..manifest");
      assertThat(found(catalog, "p").keySet()).containsExactly("q/b/v1", "q/b/v2");
      assertThat(watched.takeCalls()).containsExactly("list all ..logs/", "list all ..changes/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "empty", "damaged", "other bucket", "too old"})
    void anUnusableFileIsBuiltAgain(String problem) throws IOException {
      publishLinks("q/b/v1", "p/a/v1/x");
      catalog(store).close();
      Path file = directory.resolve("1.sqlite3");
      assertThat(file).exists();
      String bucket = "bucket";
      switch (problem) {
        case "missing" -> Files.delete(file);
        case "empty" -> Files.write(file, new byte[0]);
        case "damaged" -> {
          byte[] content = Files.readAllBytes(file);
          Arrays.fill(content, 200, content.length, (byte) 7);
          Files.write(file, content);
        }
        case "other bucket" -> bucket = "another bucket";
        default -> {
          clock.advance(RETENTION);
          server.changeLogs.removeOld();
        }
      }
      LinkCatalog catalog = unbuilt(store, bucket);
      catalog.maintain();
      assertThat(found(catalog, "p/a/v1").keySet()).containsExactly("q/b/v1");
    }

    @Test
    void aScanBetweenTheAnnouncementAndTheSummaryOfAnUploadIncludesIt() {
      LinkCatalog catalog = unbuilt(store, "bucket");
      WatchedStore uploading = new WatchedStore(store);
      uploading.before("create q/b/v1/..summary", catalog::maintain);
      server = new TestOperations(uploading, clock, KEY);
      ClientUpload upload = startLinks("q/b/v1", false, "p/a/v1/x");
      assertThat(catalog.ageSeconds()).isNotNaN();

      assertThat(found(catalog, "p/a/v1")).isEqualTo(Map.of("q/b/v1", 1L));
      server.complete(upload);
      assertThat(found(catalog, "p/a/v1")).isEqualTo(Map.of("q/b/v1", 1L));
    }

    @Test
    void aFileThatBecomesTooOldWhileItIsUsedIsBuiltAgain() {
      LinkCatalog catalog = catalog(store);
      publishLinks("q/b/v1", "p/a/v1/x");
      clock.advance(RETENTION);
      server.changeLogs.removeOld();

      assertFails(catalog, Kind.BUSY);
      // Waits for the build in the background.
      assertThat(found(catalog, "p").keySet()).containsExactly("q/b/v1");
    }

    @Test
    void aScanThatTakesLongerThanLogEntriesAreKeptIsNotUsed() {
      WatchedStore slow = new WatchedStore(store);
      slow.before("list p/a/", () -> clock.advance(RETENTION));
      LinkCatalog catalog = unbuilt(slow, "bucket");

      assertThatThrownBy(catalog::maintain).hasMessageContaining("log-retention");
      assertThat(catalog.ageSeconds()).isNaN();
    }

    @Test
    void aFailedScanIsRepeatedAfterADelayOnly() {
      publishLinks("q/b/v1", "p/a/v1/x");
      WatchedStore failing = new WatchedStore(store);
      failing.before("list p/a/", () -> {
        throw new StoreException("the disk is on fire", CallOutcome.NOT_DONE, false, null);
      });
      LinkCatalog catalog = unbuilt(failing, "bucket");

      assertThat(assertFails(catalog, Kind.UNAVAILABLE)).contains("the disk is on fire");
      assertThat(failing.takeCalls()).isNotEmpty();
      assertThat(assertFails(catalog, Kind.UNAVAILABLE)).contains("the disk is on fire");
      catalog.maintain();
      assertThat(failing.takeCalls()).isEmpty();
      clock.advance(FailureDelay.MAX);
      assertThat(found(catalog, "p").keySet()).containsExactly("q/b/v1");
    }

    @Test
    void aScanThatEndsAfterTheCatalogueWasClosedIsNotUsed() {
      WatchedStore watched = new WatchedStore(store);
      LinkCatalog catalog = unbuilt(watched, "bucket");
      watched.before("list p/a/", catalog::close);
      catalog.maintain();

      assertThat(catalog.ageSeconds()).isNaN();
      assertThat(directory.resolve("1.sqlite3")).doesNotExist();
      watched.takeCalls();
      catalog.maintain();
      assertThat(watched.takeCalls()).isEmpty();
    }

    /** Returns the message. */
    private static String assertFails(LinkCatalog catalog, Kind kind) {
      GypsumException failure =
          catchThrowableOfType(GypsumException.class, () -> catalog.linksInto(scope("p")));
      assertThat(failure.kind()).as(failure.reason()).isEqualTo(kind);
      return failure.reason();
    }

    @Test
    void aServerMayCrashAtAnyCallOfAScan() {
      publishLinks("q/b/v1", "p/a/v1/x");
      for (int number = 1;; number++) {
        CallStore failing = failing(number);
        LinkCatalog crashed = unbuilt(failing, "bucket");
        boolean ended = ends(crashed);
        crashed.close();
        LinkCatalog restarted = catalog(store);
        assertThat(found(restarted, "p")).as("call %s", number).isEqualTo(Map.of("q/b/v1", 1L));
        restarted.close();
        deleteFile();
        if (!failing.hasRun()) {
          assertThat(ended).isTrue();
          assertThat(number).isGreaterThan(10);
          return;
        }
      }
    }

    @Test
    void aServerMayCrashAtAnyCallOfAnUpdate() {
      publishLinks("q/b/v1", "p/a/v1/x");
      catalog(store).close();
      for (int number = 1;; number++) {
        publishLinks("q/c/v" + number, "p/a/v1/y");
        server.removal.removeVersion(ADMIN, version("q/c/v" + (number - 1)));
        CallStore failing = failing(number);
        LinkCatalog crashed = unbuilt(failing, "bucket");
        boolean ended = ends(crashed);
        crashed.close();
        LinkCatalog restarted = catalog(store);
        assertThat(found(restarted, "p/a/v1")).as("call %s", number)
            .isEqualTo(Map.of("q/b/v1", 1L, "q/c/v" + number, 1L));
        restarted.close();
        if (!failing.hasRun()) {
          assertThat(ended).isTrue();
          assertThat(number).isGreaterThan(8);
          return;
        }
      }
    }

    private CallStore failing(int number) {
      return new CallStore(store, number, () -> {
        throw new StoreException("crashed", CallOutcome.NOT_DONE, false, null);
      });
    }

    private static boolean ends(LinkCatalog catalog) {
      try {
        catalog.maintain();
        return true;
      } catch (GypsumException e) {
        return false;
      }
    }

    private void deleteFile() {
      try {
        Files.deleteIfExists(directory.resolve("1.sqlite3"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
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
      LinkCatalog catalog = catalog(new SlowStore(store, clock));
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
      LinkCatalog catalog = catalog(new SlowStore(store, clock));
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
      LinkCatalog catalog = catalog(new ForwardingStore(store) {
        @Override
        public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
          return super.list(prefix, startAfter)
              .peek(entry -> clock.advance(Duration.ofSeconds(1)));
        }
      });
      assertFails(catalog, Kind.BUSY);
    }

    @Test
    void aScanCorrectsWhatNoLogContains() {
      publishLinks("q/b/v1", "p/a/v1/x");
      LinkCatalog catalog = catalog(store);
      store.delete(
          List.of(
              new Key("q/b/v1/..manifest"),
              new Key("q/b/v1/..summary")));
      assertThat(found(catalog, "p")).hasSize(1);

      clock.advance(LinkCatalog.SCAN_INTERVAL.dividedBy(2));
      catalog.maintain();
      assertThat(found(catalog, "p")).hasSize(1);
      clock.advance(LinkCatalog.SCAN_INTERVAL.dividedBy(2).plusSeconds(1));
      catalog.maintain();
      assertThat(found(catalog, "p")).isEmpty();
    }

    @Test
    void serversThatShareADirectoryUseFilesOfTheirOwn() {
      publishLinks("q/b/v1", "p/a/v1/x");
      LinkCatalog first = catalog(store);
      LinkCatalog second = catalog(store);
      publishLinks("q/b/v2", "p/a/v1/x");

      assertThat(found(first, "p")).hasSize(2).isEqualTo(found(second, "p"));
      assertThat(directory.resolve("2.sqlite3")).exists();
      assertThat(first.sizeBytes()).isPositive();
      assertThat(first.ageSeconds()).isZero();
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
