package io.gypsum.server.catalog;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.metadata.sqlite.SqliteConnections;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.server.testing.Files.body;
import static io.gypsum.server.testing.Files.link;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The file of a catalogue on disks that are full or damage it. */
class CatalogDiskTest {
  private static final String READ_BY_A_SCAN = "get p/a/v1/..summary";
  private static final IndexScope P = IndexScope.parse("p");

  @TempDir(factory = FastDirectory.class) Path directory;

  private final TestClock clock = new TestClock();
  private final WatchedStore store = new WatchedStore(new MemoryStore());
  private final TestOperations server = new TestOperations(store, clock, SigningKey.random());
  private @Nullable Connection connection;
  private BucketCatalog catalog;
  private int published;

  @BeforeEach
  void build() {
    server.create("p");
    server.create("q");
    server.publish(OWNER, "p/a/v1", "x", "one");
    catalog =
        new BucketCatalog(
            CatalogSource.withoutPages(store, server.locks, Duration.ofDays(7)),
            new CatalogDirectory.Location(directory, "bucket", this::open), clock);
    publishLink();
    catalog.maintain();
    assertThat(store.takeCalls()).contains(READ_BY_A_SCAN);
  }

  @AfterEach
  void close() {
    catalog.close();
  }

  private Connection open(Path file) throws SQLException {
    Connection opened = SqliteConnections.openShared(file, false);
    connection = opened;
    return opened;
  }

  private void publishLink() {
    clock.advance(Duration.ofSeconds(1));
    published++;
    server.complete(server.start(OWNER, "q/b/v" + published, body(link("l", "p/a/v1/x"))));
  }

  private GypsumException failure() {
    return catchThrowableOfType(GypsumException.class, () -> catalog.linksInto(P));
  }

  @Test
  void aFullDiskKeepsTheFileUntilThereIsSpace() throws SQLException {
    SqliteConnections.execute(connection, "PRAGMA max_page_count = 1");
    GypsumException full = null;
    while (full == null) {
      assertThat(published).isLessThan(500);
      publishLink();
      full = failure();
    }
    assertThat(full.kind()).isEqualTo(Kind.NO_SPACE);
    assertThat(full).hasMessageContaining("'gypsum rm --force'");
    store.takeCalls();

    GypsumException repeated = failure();
    assertThat(repeated.kind()).isEqualTo(Kind.NO_SPACE);
    assertThat(repeated).hasMessageContaining("'gypsum rm --force'");
    assertThat(store.takeCalls()).isEmpty();

    clock.advance(FailureDelay.MAX);
    assertThat(catalog.linksInto(P).versionCount()).isEqualTo(published);
    assertThat(store.takeCalls()).doesNotContain(READ_BY_A_SCAN);
  }

  @Test
  void aFileThatIsDamagedWhileItIsUsedIsBuiltAgain() throws SQLException {
    SqliteConnections.execute(
        connection, "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'changes'",
        "PRAGMA schema_version = 1000");

    assertThat(failure().kind()).isEqualTo(Kind.BUSY);
    // Waits for the build in the background.
    assertThat(catalog.linksInto(P).versionCount()).isEqualTo(published);
    assertThat(store.takeCalls()).contains(READ_BY_A_SCAN);
  }

  @Test
  void aPageThatFindsADamagedFileIsRefusedAndTheFileIsBuiltAgain() throws SQLException {
    Catalog pages = catalog.pages();
    SqliteConnections.execute(
        connection, "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'assets'",
        "PRAGMA schema_version = 1000");

    GypsumException refused = catchThrowableOfType(GypsumException.class, pages::totals);
    assertThat(refused.kind()).isEqualTo(Kind.BUSY);
    assertThat(pages.totals().versions()).isEqualTo(2);
    assertThat(store.takeCalls()).contains(READ_BY_A_SCAN);
  }

  @Test
  void aFileThatCannotBeCreatedIsClosed() throws SQLException {
    assertThatThrownBy(
        () -> CatalogDatabase
            .create(directory.resolve("full"), "bucket", clock.instant(), file -> {
              Connection opened = open(file);
              SqliteConnections.execute(opened, "PRAGMA max_page_count = 1");
              return opened;
            }))
        .isInstanceOf(CatalogErrors.DiskException.class);
    assertThat(connection.isClosed()).isTrue();
  }
}
