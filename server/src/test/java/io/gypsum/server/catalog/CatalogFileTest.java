package io.gypsum.server.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.metadata.sqlite.SqliteConnections;
import io.gypsum.server.testing.CallStore;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How the file of a catalogue is built, updated, replaced and recovered. */
class CatalogFileTest {
  @Nested
  class InMemory extends CatalogFiles {
    @Override
    Store openStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class OnDisk extends CatalogFiles {
    @TempDir(factory = FastDirectory.class) Path bucket;

    @Override
    Store openStore() {
      return DiskStore.open(bucket);
    }
  }

  abstract static class CatalogFiles extends CatalogFixture {
    @Test
    void aRestartedServerReadsOnlyWhatChanged() {
      publishLinks("q/b/v1", "p/a/v1/x");
      catalog(store).close();
      publishLinks("q/b/v2", "p/a/v1/x");

      WatchedStore watched = new WatchedStore(store);
      BucketCatalog catalog = catalog(watched);
      assertThat(watched.takeCalls().stream().map(call -> call.replaceAll("/2026.*", "/…")))
          .containsExactly(
              "list all ..logs/", "get ..logs/…", "get q/b/v2/..summary", "get q/b/v2/..manifest",
              "list all ..changes/", "get ..changes/…", "get q/b/v2/..summary",
              "get q/b/v2/..manifest", "get q/..permissions", "get q/..usage", "get q/..quota",
              "get q/b/..latest");
      assertThat(found(catalog, "p").keySet()).containsExactly("q/b/v1", "q/b/v2");
      assertThat(watched.takeCalls()).containsExactly("list all ..logs/", "list all ..changes/");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"missing", "empty", "damaged", "older format", "other bucket", "too old"})
    void anUnusableFileIsBuiltAgain(String problem) throws IOException, SQLException {
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
        case "older format" -> {
          try (Connection connection = SqliteConnections.openLocal(file)) {
            SqliteConnections.execute(connection, "PRAGMA user_version = 1");
          }
        }
        case "other bucket" -> bucket = "another bucket";
        default -> {
          clock.advance(RETENTION);
          server.changeLogs.removeOld();
        }
      }
      BucketCatalog catalog = unbuilt(store, bucket);
      catalog.maintain();
      assertThat(found(catalog, "p/a/v1").keySet()).containsExactly("q/b/v1");
    }

    @Test
    void aScanBetweenTheAnnouncementAndTheSummaryOfAnUploadIncludesIt() {
      BucketCatalog catalog = unbuilt(store, "bucket");
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
      BucketCatalog catalog = catalog(store);
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
      BucketCatalog catalog = unbuilt(slow, "bucket");

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
      BucketCatalog catalog = unbuilt(failing, "bucket");

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
      BucketCatalog catalog = unbuilt(watched, "bucket");
      watched.before("list p/a/", catalog::close);
      catalog.maintain();

      assertThat(catalog.ageSeconds()).isNaN();
      assertThat(directory.resolve("1.sqlite3")).doesNotExist();
      watched.takeCalls();
      catalog.maintain();
      assertThat(watched.takeCalls()).isEmpty();
    }

    @Test
    void aServerMayCrashAtAnyCallOfAScan() {
      publishLinks("q/b/v1", "p/a/v1/x");
      for (int number = 1;; number++) {
        CallStore failing = failing(number);
        BucketCatalog crashed = unbuilt(failing, "bucket");
        boolean ended = ends(crashed);
        crashed.close();
        BucketCatalog restarted = catalog(store);
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
        BucketCatalog crashed = unbuilt(failing, "bucket");
        boolean ended = ends(crashed);
        crashed.close();
        BucketCatalog restarted = catalog(store);
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

    @Test
    void aScanCorrectsWhatNoLogContains() {
      publishLinks("q/b/v1", "p/a/v1/x");
      BucketCatalog catalog = catalog(store);
      store.delete(
          List.of(
              new Key("q/b/v1/..manifest"),
              new Key("q/b/v1/..summary")));
      assertThat(found(catalog, "p")).hasSize(1);

      clock.advance(BucketCatalog.SCAN_INTERVAL.dividedBy(2));
      catalog.maintain();
      assertThat(found(catalog, "p")).hasSize(1);
      clock.advance(BucketCatalog.SCAN_INTERVAL.dividedBy(2).plusSeconds(1));
      catalog.maintain();
      assertThat(found(catalog, "p")).isEmpty();
    }

    @Test
    void serversThatShareADirectoryUseFilesOfTheirOwn() {
      publishLinks("q/b/v1", "p/a/v1/x");
      BucketCatalog first = catalog(store);
      BucketCatalog second = catalog(store);
      publishLinks("q/b/v2", "p/a/v1/x");

      assertThat(found(first, "p")).hasSize(2).isEqualTo(found(second, "p"));
      assertThat(directory.resolve("2.sqlite3")).exists();
      assertThat(first.sizeBytes()).isPositive();
      assertThat(first.ageSeconds()).isZero();
    }

    private CallStore failing(int number) {
      return new CallStore(store, number, () -> {
        throw new StoreException("crashed", CallOutcome.NOT_DONE, false, null);
      });
    }

    private static boolean ends(BucketCatalog catalog) {
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
  }
}
