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
abstract class LinkCatalogFixture {
  static final SigningKey KEY = SigningKey.random();
  static final Duration RETENTION = Duration.ofDays(7);

  @TempDir(factory = FastDirectory.class) Path directory;
  final TestClock clock = new TestClock();
  private final List<LinkCatalog> opened = new ArrayList<>();
  Store store;
  TestOperations server;

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

  LinkCatalog unbuilt(Store over, String bucket) {
    LinkCatalog catalog =
        new LinkCatalog(over, server.locks, directory, bucket, RETENTION, clock);
    opened.add(catalog);
    return catalog;
  }

  LinkCatalog catalog(Store over) {
    LinkCatalog catalog = unbuilt(over, "bucket");
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
  static Map<String, Long> found(LinkCatalog catalog, String scope) {
    IncomingLinkSummary links = catalog.linksInto(scope(scope));
    Map<String, Long> files = new TreeMap<>();
    links.first().forEach(link -> files.put(link.version().toString(), link.files()));
    assertThat(links.versionCount()).isGreaterThanOrEqualTo(files.size());
    return files;
  }

  /** Returns the message. */
  static String assertFails(LinkCatalog catalog, Kind kind) {
    GypsumException failure =
        catchThrowableOfType(GypsumException.class, () -> catalog.linksInto(scope("p")));
    assertThat(failure.kind()).as(failure.reason()).isEqualTo(kind);
    return failure.reason();
  }
}
