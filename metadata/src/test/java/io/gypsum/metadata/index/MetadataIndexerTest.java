package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.metadata.index.IndexReport.Outcome;
import io.gypsum.metadata.sqlite.IndexFormat;
import io.gypsum.metadata.sqlite.SqliteConnections;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MetadataIndexerTest {
  private static final List<String> EXPECTED = SmallRegistry.expectedIndex();

  @TempDir private static Path fresh;
  @TempDir Path directory;

  private final ManualIndexClock clock = new ManualIndexClock();

  @Test
  void aFreshIndexOfAMemoryStoreHasExactlyTheExpectedContent() {
    IndexReport report = indexer(SmallRegistry.inMemory()).fresh();
    assertThat(report.isComplete()).isTrue();
    assertThat(report.indices())
        .containsExactly(
            new IndexReport.Index(TestIndex.BIOCONDUCTOR, Outcome.BUILT, "", 35, 50));
    assertThat(dump()).isEqualTo(EXPECTED);
  }

  @Test
  void aFreshIndexOfADiskStoreHasExactlyTheExpectedContent(@TempDir Path registry)
      throws IOException {
    SmallRegistry.unpack(registry);
    try (Store store = DiskStore.open(registry)) {
      assertThat(indexer(store).fresh().problems()).isEmpty();
    }
    assertThat(dump()).isEqualTo(EXPECTED);
  }

  /** The directory of a file system that is no longer mounted looks like this store. */
  @Test
  void aStoreThatSuddenlyIsEmptyLeavesTheIndexUnchanged() throws IOException {
    indexer(SmallRegistry.inMemory()).fresh();
    MetadataIndexer empty = indexer(new MemoryStore());
    List<ThrowingCallable> runs =
        List.of(empty::fresh, empty::update, () -> empty.reset(IndexScope.parse("celldex")));
    for (ThrowingCallable run : runs) {
      assertThatThrownBy(run)
          .isInstanceOfSatisfying(
              GypsumException.class,
              e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.UNAVAILABLE))
          .hasMessageContaining("the store is empty, but the index 'bioconductor.sqlite3'")
          .hasMessageContaining("delete the index first");
      assertThat(dump()).isEqualTo(EXPECTED);
    }

    Files.delete(directory.resolve("bioconductor.sqlite3"));
    assertThat(empty.fresh().isComplete()).isTrue();
    assertThat(empty.update().isComplete()).isTrue();
  }

  /** A log entry shows that the projects were removed, and that the store is the right one. */
  @Test
  void aStoreWhoseProjectsWereRemovedIsIndexed() {
    indexer(SmallRegistry.inMemory()).fresh();
    MemoryStore store = new MemoryStore();
    SmallRegistry.objects().forEach((key, bytes) -> {
      if (key.startsWith("..logs/")) {
        store.put(new Key(key), Content.of(bytes), PutCondition.CREATE);
      }
    });
    assertThat(indexer(store).fresh().indices().get(0).versions()).isZero();
  }

  @Test
  void aSingleThreadBuildsTheSameIndex() {
    IndexOptions one = options().withConcurrency(1);
    new MetadataIndexer(
        SmallRegistry.inMemory(), directory, List.of(TestIndex.BIOCONDUCTOR), one).fresh();
    assertThat(dump()).isEqualTo(EXPECTED);
  }

  /** The store contains everything from the start; the log entries follow late and in any order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void updatesFollowTheLogInAnyOrderAndBatches(long seed) {
    MemoryStore store = new MemoryStore();
    indexer(store).fresh();
    Map<String, byte[]> objects = SmallRegistry.objects();
    List<String> logs = new ArrayList<>(
        objects.keySet().stream().filter(key -> key.startsWith("..logs/")).toList());
    objects.forEach((key, bytes) -> {
      if (!logs.contains(key)) {
        SmallRegistry.put(store, key, bytes);
      }
    });
    Random random = new Random(seed);
    Collections.shuffle(logs, random);
    while (!logs.isEmpty()) {
      int cut = 1 + random.nextInt(Math.min(9, logs.size()));
      List<String> next = logs.subList(0, cut);
      next.forEach(key -> SmallRegistry.put(store, key, objects.get(key)));
      next.clear();
      clock.advanceMinutes(1 + random.nextInt(600));
      IndexReport report = indexer(store).update();
      assertThat(report.problems()).isEmpty();
      assertThat(report.indices().get(0).outcome()).isEqualTo(Outcome.UPDATED);
    }
    assertThat(dump()).isEqualTo(EXPECTED);
    assertThat(indexer(store).update().indices().get(0).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  static Stream<String> parts() {
    return EXPECTED.stream()
        .filter(line -> line.startsWith("V"))
        .flatMap(
            line -> {
              String[] names = line.replace("\"", "").split("\t");
              return Stream.of(
                  names[1], names[1] + "/" + names[2],
                  names[1] + "/" + names[2] + "/" + names[3]);
            })
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("parts")
  void resetRepairsAnyPartAndKeepsTheRest(String part) throws Exception {
    MemoryStore store = SmallRegistry.inMemory();
    copyFreshIndex(store);
    damage(IndexScope.parse(part));
    assertThat(dump().equals(EXPECTED)).isFalse();
    indexer(store).reset(IndexScope.parse(part));
    assertThat(dump()).isEqualTo(EXPECTED);
  }

  /** Publishes the index of the small registry, which only the first of many tests builds. */
  private void copyFreshIndex(MemoryStore store) throws IOException {
    Path built = fresh.resolve(published().getFileName());
    if (!Files.exists(built)) {
      indexer(store).fresh();
      Files.copy(published(), built);
    } else {
      Files.copy(built, published());
    }
  }

  private void damage(IndexScope scope) throws SQLException {
    String where = Stream.of(
        "project = '" + scope.project() + "'",
        scope.asset() == null ? "" : "asset = '" + scope.asset() + "'",
        scope.version() == null ? "" : "version = '" + scope.version() + "'")
        .filter(condition -> !condition.isEmpty())
        .collect(Collectors.joining(" AND "));
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + published())) {
      SqliteConnections.execute(
          connection, "PRAGMA foreign_keys = ON",
          "DELETE FROM paths WHERE vid IN (SELECT vid FROM versions WHERE " + where
              + ") AND random() % 2",
          "UPDATE versions SET user = 'nobody', latest = 1 - latest WHERE " + where,
          "INSERT INTO versions SELECT NULL, project, asset, version || '-gone', 0, '', 0"
              + " FROM versions WHERE " + where + (scope.version() == null ? "" : " AND 0"));
    }
  }

  @Test
  void resetRemovesAProjectThatWasDeleted() {
    MemoryStore store = SmallRegistry.inMemory();
    indexer(store).fresh();
    TestIndex.deleteBelow(store, "celldex/");
    indexer(store).reset(IndexScope.parse("celldex"));
    List<String> rest = EXPECTED.stream().filter(line -> !line.contains("\t\"celldex\"")).toList();
    assertThat(dump()).isEqualTo(rest);
  }

  @Test
  void tokensWithoutDocumentsAreRemoved() throws SQLException {
    MemoryStore store = SmallRegistry.inMemory();
    indexer(store).fresh();
    TestIndex.deleteBelow(store, "celldex/");
    indexer(store).reset(IndexScope.parse("celldex"));
    try (Connection connection = SqliteConnections.openPublished(published())) {
      assertThat(
          SqliteConnections.number(
              connection,
              "SELECT count(*) FROM tokens WHERE tid NOT IN (SELECT tid FROM links)"))
          .isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"_other.json,Bioconductor.sqlite3", "_bioconductor.json,other.sqlite3"})
  void classesWhoseFilesWouldBeOneAreRefused(String other) {
    List<IndexClass> classes = List.of(TestIndex.BIOCONDUCTOR, IndexClass.parse(other));
    assertThatThrownBy(
        () -> new MetadataIndexer(new MemoryStore(), directory, classes, options()))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("'" + other + "'");
  }

  @Test
  void resetRequiresAnIndex() {
    assertThatThrownBy(() -> indexer(new MemoryStore()).reset(IndexScope.parse("p")))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("the index 'bioconductor.sqlite3' does not exist yet");
    assertThat(published()).doesNotExist();
  }

  @Test
  void foreignKeysDeleteTheLinksOfADocument() throws SQLException {
    indexer(SmallRegistry.inMemory()).fresh();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + published())) {
      SqliteConnections.execute(connection, "PRAGMA foreign_keys = ON", "DELETE FROM versions");
      assertThat(SqliteConnections.number(connection, "SELECT count(*) FROM paths")).isZero();
      assertThat(SqliteConnections.number(connection, "SELECT count(*) FROM links")).isZero();
    }
  }

  /** The R and Python clients use the documented tables and columns only. */
  @ParameterizedTest
  @ValueSource(
      strings = {
          "SELECT versions.project AS project, versions.asset AS asset, versions.version AS version,"
              + " path, user, time, json_extract(metadata, '$') AS metadata, versions.latest AS latest"
              + " FROM paths LEFT JOIN versions ON paths.vid = versions.vid WHERE versions.latest = 1"
              + " AND paths.pid IN (SELECT pid FROM links LEFT JOIN tokens ON tokens.tid = links.tid"
              + " WHERE tokens.token = 'brain')",
          "SELECT project, asset, version, path FROM paths LEFT JOIN versions"
              + " ON paths.vid = versions.vid WHERE versions.latest = 1 AND paths.pid IN"
              + " (SELECT pid FROM links LEFT JOIN fields ON fields.fid = links.fid"
              + " LEFT JOIN tokens ON tokens.tid = links.tid"
              + " WHERE tokens.token LIKE 'brai_' AND fields.field IN"
              + " (SELECT field FROM fields))"})
  void statementsOfExistingClientsFindTheirDocuments(String statement) throws SQLException {
    indexer(SmallRegistry.inMemory()).fresh();
    List<String> found = new ArrayList<>();
    try (Connection connection = SqliteConnections.openPublished(published());
        Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(statement)) {
      while (row.next()) {
        found.add(row.getString("project") + "/" + row.getString("asset"));
      }
      assertThat(SqliteConnections.number(connection, "PRAGMA user_version")).isEqualTo(1_001_000);
    }
    assertThat(found)
        .containsExactlyInAnyOrder(
            "DropletTestFiles/muraro-pancreas-2016", "DropletTestFiles/muraro-pancreas-2016",
            "DropletTestFiles/tasic-brain-2016", "celldex/zeisel-brain-2015",
            "celldex/zeisel-brain-2015", "scRNAseq/baron-pancreas-2016",
            "scRNAseq/tasic-brain-2016");
  }

  @Test
  void eachClassHasItsOwnFile() {
    List<IndexClass> both =
        List.of(TestIndex.BIOCONDUCTOR, IndexClass.parse("other_bioconductor.json,other.db"));
    MemoryStore store = SmallRegistry.inMemory();
    IndexReport report = new MetadataIndexer(store, directory, both, options()).fresh();
    assertThat(dump()).isEqualTo(EXPECTED);
    assertThat(report.indices().get(1).documents()).isEqualTo(9);
    assertThat(IndexDump.of(directory.resolve("other.db")))
        .filteredOn(line -> line.startsWith("P"))
        .hasSize(9)
        .allMatch(line -> line.contains("sub/other_bioconductor.json"));
    assertThat(new MetadataIndexer(store, directory, both, options()).update().indices())
        .allMatch(index -> index.outcome() == Outcome.UNCHANGED);
  }

  @Test
  void updateBuildsAMissingIndexAndReportsIt() {
    IndexReport.Index index = indexer(SmallRegistry.inMemory()).update().indices().get(0);
    assertThat(index.outcome()).isEqualTo(Outcome.BUILT);
    assertThat(index.why()).isEqualTo("the index 'bioconductor.sqlite3' does not exist yet");
    assertThat(dump()).isEqualTo(EXPECTED);
  }

  @Test
  void updateRebuildsAFileThatIsNotAnIndex() throws IOException {
    Files.writeString(published(), "this is no database");
    IndexReport.Index index = indexer(SmallRegistry.inMemory()).update().indices().get(0);
    assertThat(index.why()).contains("is not an index that can be updated");
    assertThat(dump()).isEqualTo(EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
          "DELETE FROM gypsum_index", "UPDATE gypsum_index SET value = 'nonsense'",
          "DROP TABLE gypsum_changes", "INSERT INTO gypsum_retries VALUES ('', 'k', 'r', 0)",
          "DROP TABLE gypsum_index"})
  void updateRebuildsAnIndexWithACorruptState(String damage) throws SQLException {
    MemoryStore store = SmallRegistry.inMemory();
    indexer(store).fresh();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + published())) {
      SqliteConnections.execute(connection, damage);
    }
    assertThat(indexer(store).update().indices().get(0).outcome()).isEqualTo(Outcome.BUILT);
    assertThat(dump()).isEqualTo(EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_000_000, 1_000_999, 1_001_001, 1_002_000, 2_001_000})
  void updateRebuildsAnIndexOfAnotherFormatAndReportsIt(int format) throws SQLException {
    MemoryStore store = SmallRegistry.inMemory();
    indexer(store).fresh();
    setFormat(format);
    IndexReport report = indexer(store).update();
    IndexReport.Index index = report.indices().get(0);
    assertThat(index.outcome()).isEqualTo(Outcome.BUILT);
    assertThat(index.why())
        .isEqualTo(
            "the file 'bioconductor.sqlite3' has index format " + IndexFormat.text(format)
                + "; this version of gypsum writes format 1.1.0");
    assertThat(report.isComplete()).isTrue();
    assertThat(dump()).isEqualTo(EXPECTED);
    assertThat(indexer(store).update().indices().get(0).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void updateRebuildsOnlyTheIndexOfAnotherFormat() throws SQLException {
    List<IndexClass> both =
        List.of(TestIndex.BIOCONDUCTOR, IndexClass.parse("other_bioconductor.json,other.db"));
    MemoryStore store = SmallRegistry.inMemory();
    new MetadataIndexer(store, directory, both, options()).fresh();
    setFormat(1_000_000);
    assertThat(new MetadataIndexer(store, directory, both, options()).update().indices())
        .extracting(IndexReport.Index::outcome)
        .containsExactly(Outcome.BUILT, Outcome.UNCHANGED);
  }

  @Test
  void resetRefusesAnIndexOfAnotherFormatAndDoesNotChangeIt() throws Exception {
    MemoryStore store = SmallRegistry.inMemory();
    indexer(store).fresh();
    setFormat(1_002_000);
    byte[] before = Files.readAllBytes(published());
    assertThatThrownBy(() -> indexer(store).reset(IndexScope.parse("celldex")))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("has index format 1.2.0")
        .hasMessageContaining("gypsum index fresh");
    assertThat(published()).hasBinaryContent(before);
  }

  private void setFormat(int format) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + published())) {
      SqliteConnections.execute(connection, "PRAGMA user_version = " + format);
    }
  }

  @Test
  void updateRebuildsAnIndexThatIsOlderThanTheLog() {
    MemoryStore store = SmallRegistry.inMemory();
    indexer(store).fresh();
    store.delete(List.of(new Key("celldex/tasic-brain-2016/2023-12-14/..summary")));
    clock.advanceMinutes(7 * 24 * 60 - 59);
    IndexReport.Index index = indexer(store).update().indices().get(0);
    assertThat(index.outcome()).isEqualTo(Outcome.BUILT);
    assertThat(index.why()).contains("the change log may not reach back");
    assertThat(dump()).noneMatch(
        line -> line.startsWith("V\t\"celldex\"\t\"tasic-brain-2016\"\t\"2023-12-14\""));
  }

  @Test
  void anIndexWithoutChangesNeverBecomesTooOld() {
    MemoryStore store = SmallRegistry.inMemory();
    indexer(store).fresh();
    for (int days = 0; days < 30; days++) {
      clock.advanceMinutes(24 * 60 + 1);
      IndexReport.Index index = indexer(store).update().indices().get(0);
      assertThat(index.outcome()).as("after %d days", days).isEqualTo(Outcome.UNCHANGED);
    }
  }

  @Test
  void modifiedContainsTheTimeOfTheLastChange() throws IOException {
    MemoryStore store = SmallRegistry.inMemory();
    indexer(store).fresh();
    String first = Files.readString(directory.resolve("modified"));
    assertThat(first).isEqualTo(Long.toString(clock.instant().toEpochMilli()));
    clock.advanceMinutes(10);
    indexer(store).update();
    assertThat(directory.resolve("modified")).hasContent(first);
    indexer(store).reset(IndexScope.parse("celldex"));
    assertThat(directory.resolve("modified"))
        .hasContent(Long.toString(clock.instant().toEpochMilli()));
    indexer(store).reset(IndexScope.parse("celldex"));
    assertThat(directory.resolve("modified"))
        .hasContent(Long.toString(clock.instant().toEpochMilli() + 1));
  }

  @Test
  void aSecondRunInTheSameDirectoryIsRefused() throws IOException {
    try (IndexDirectory held = IndexDirectory.lock(directory, clock)) {
      assertThat(held.published(TestIndex.BIOCONDUCTOR)).doesNotExist();
      assertThatThrownBy(() -> indexer(new MemoryStore()).fresh())
          .isInstanceOfSatisfying(
              GypsumException.class,
              e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.LOCKED));
    }
    assertThat(indexer(new MemoryStore()).fresh().isComplete()).isTrue();
  }

  private MetadataIndexer indexer(Store store) {
    return new MetadataIndexer(store, directory, List.of(TestIndex.BIOCONDUCTOR), options());
  }

  private IndexOptions options() {
    return IndexOptions.DEFAULTS.withClock(clock);
  }

  private Path published() {
    return directory.resolve(TestIndex.BIOCONDUCTOR.fileName());
  }

  private List<String> dump() {
    return IndexDump.of(published());
  }
}
