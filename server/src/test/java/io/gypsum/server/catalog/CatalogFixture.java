package io.gypsum.server.catalog;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.server.testing.Files.body;
import static io.gypsum.server.testing.Files.link;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A bucket, the operations of a server on it, and catalogues of its links. */
abstract class CatalogFixture {
  static final SigningKey KEY = SigningKey.random();
  static final Duration RETENTION = Duration.ofDays(7);

  @TempDir(factory = FastDirectory.class) Path directory;
  final TestClock clock = new TestClock();
  private final List<BucketCatalog> opened = new ArrayList<>();
  Store store;
  private ChangeCountingStore counting;
  TestOperations server;

  abstract Store openStore();

  @BeforeEach
  void open() {
    store = openStore();
    counting = new ChangeCountingStore(store);
    server = new TestOperations(counting, clock, KEY);
    server.create("p");
    server.create("q");
    server.publish(OWNER, "p/a/v1", "x", "one", "y", "two");
  }

  @AfterEach
  void close() {
    opened.forEach(BucketCatalog::close);
    store.close();
  }

  BucketCatalog unbuilt(Store over, String bucket) {
    BucketCatalog catalog =
        new BucketCatalog(
            source(over).withMaxPageWait(Duration.ofMinutes(1)), directory, bucket, clock);
    opened.add(catalog);
    return catalog;
  }

  CatalogSource source(Store over) {
    return new CatalogSource(over, server.locks, RETENTION, counting.changes());
  }

  BucketCatalog catalog(Store over) {
    BucketCatalog catalog = unbuilt(over, "bucket");
    catalog.maintain();
    return catalog;
  }

  ClientUpload startLinks(String version, boolean probation, String... targets) {
    String[] files = new String[targets.length];
    for (int i = 0; i < files.length; i++) {
      files[i] = link("l" + i, targets[i]);
    }
    clock.advance(Duration.ofSeconds(1));
    return server.start(OWNER, version, body(probation, files));
  }

  void publishLinks(String version, String... targets) {
    server.complete(startLinks(version, false, targets));
  }

  static IndexScope scope(String name) {
    return IndexScope.parse(name);
  }

  /** Returns the number of linked files by version. */
  static Map<String, Long> found(BucketCatalog catalog, String scope) {
    IncomingLinkSummary links = catalog.linksInto(scope(scope));
    Map<String, Long> files = new TreeMap<>();
    links.first().forEach(link -> files.put(link.version().toString(), link.files()));
    assertThat(links.versionCount()).isGreaterThanOrEqualTo(files.size());
    return files;
  }

  /** Returns the message. */
  static String assertFails(BucketCatalog catalog, Kind kind) {
    GypsumException failure =
        catchThrowableOfType(GypsumException.class, () -> catalog.linksInto(scope("p")));
    assertThat(failure.kind()).as(failure.reason()).isEqualTo(kind);
    return failure.reason();
  }
}
