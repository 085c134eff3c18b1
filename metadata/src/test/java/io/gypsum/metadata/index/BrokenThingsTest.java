package io.gypsum.metadata.index;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.metadata.index.IndexReport.Outcome;
import io.gypsum.metadata.json.DocumentFormat;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.PublicServiceProject;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Objects that cannot be read are reported with their key and read again by the next run; the rest is indexed. */
class BrokenThingsTest {
  private static final String VERSION = "celldex/tasic-brain-2016/2024-02-26";
  private static final String LOG = "..logs/2023-01-02T11:00:00.000Z_000001";
  private static final List<String> EXPECTED = SmallRegistry.expectedIndex();

  @TempDir Path directory;

  private final ManualIndexClock clock = new ManualIndexClock();
  private final MemoryStore store = SmallRegistry.inMemory();
  private final FailingReads failing = new FailingReads(store);

  @BeforeEach
  void indexBeforeTheFirstLogEntry() {
    indexer().fresh();
    clock.advanceMinutes(1);
  }

  @Test
  void aCorruptLogEntryIsReportedUntilItIsRepaired() {
    put(LOG, "{\"type\":");
    assertProblem(indexer().update(), LOG, "not JSON");
    assertProblem(indexer().update(), LOG, "not JSON");
    assertThat(dump()).isEqualTo(EXPECTED);
    put(LOG, addVersion());
    IndexReport repaired = indexer().update();
    assertThat(repaired.isComplete()).isTrue();
    assertThat(repaired.indices().get(0).outcome()).isEqualTo(Outcome.UPDATED);
    assertThat(indexer().update().indices().get(0).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aCorruptLogEntryDoesNotStopTheOthers() {
    put("..logs/2023-01-02T10:00:00.000Z_000001", "nonsense");
    TestIndex.deleteBelow(store, VERSION + "/");
    put(LOG, addVersion().replace("add", "delete"));
    assertThat(indexer().update().problemCount()).isEqualTo(1);
    assertThat(dump()).noneMatch(line -> line.startsWith(versionLine()));
  }

  @Test
  void aLogEntryWithoutADateInItsNameIsRead() {
    TestIndex.deleteBelow(store, VERSION + "/");
    put("..logs/yesterday_000001", addVersion().replace("add", "delete"));
    assertThat(indexer().update().isComplete()).isTrue();
    assertThat(dump()).noneMatch(line -> line.startsWith(versionLine()));
  }

  @Test
  void aLogEntryOfAnUnknownTypeIsAChangeOfThePlaceThatItNames() {
    TestIndex.deleteBelow(store, VERSION + "/");
    put(LOG, addVersion().replace("add-version", "reindex-version"));
    assertThat(indexer().update().isComplete()).isTrue();
    assertThat(dump()).noneMatch(line -> line.startsWith(versionLine()));
  }

  @Test
  void aLogEntryWithoutAProjectIsReported() {
    put(LOG, "{\"type\":\"paint-version\"}");
    assertProblem(indexer().update(), LOG, "property 'project' is missing");
  }

  @Test
  void aProjectOfThePublicServiceIsIndexed() {
    PublicServiceProject project = new PublicServiceProject("odd");
    project.write(store);
    // A directory that is called like a document has no content.
    put(
        project.key(PublicServiceProject.ASSET, PublicServiceProject.V2, "..manifest"),
        "{\"_bioconductor.json\":{\"size\":0,\"md5sum\":\"\"}}");
    put(LOG, "{\"type\":\"x\",\"project\":\"odd\",\"asset\":null}");
    assertThat(indexer().update().isComplete()).isTrue();
    assertThat(dump()).anyMatch(line -> line.contains("zebrafish"));
  }

  @Test
  void aDocumentThatIsNotJsonIsLeftOut() {
    assertThatTheDocumentIsLeftOutUntilItIsRepaired("{\"title\": \"half", "not JSON");
  }

  @Test
  void aDocumentThatIsNotUtf8IsLeftOut() {
    byte[] latin1 = "{\"title\":\"na\u00efve\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatTheDocumentIsLeftOutUntilItIsRepaired(latin1, "not JSON");
  }

  @Test
  void aDocumentInUtf16IsLeftOut() {
    byte[] utf16 = "{\"title\":\"x\"}".getBytes(StandardCharsets.UTF_16BE);
    assertThatTheDocumentIsLeftOutUntilItIsRepaired(utf16, "not JSON in UTF-8");
  }

  @Test
  void aDocumentWithTrailingTextIsLeftOut() {
    assertThatTheDocumentIsLeftOutUntilItIsRepaired("{} {}", "unexpected text after");
  }

  @Test
  void anEmptyDocumentIsLeftOut() {
    assertThatTheDocumentIsLeftOutUntilItIsRepaired("", "not JSON");
  }

  @Test
  void aDocumentThatIsNestedTooDeepIsLeftOut() {
    String deep = "[".repeat(DocumentFormat.MAX_DEPTH + 1) + "]".repeat(
        DocumentFormat.MAX_DEPTH + 1);
    assertThatTheDocumentIsLeftOutUntilItIsRepaired(deep, "1000");
  }

  @Test
  void aDocumentOfTheMaximumDepthIsIndexed() {
    String deep = "[".repeat(DocumentFormat.MAX_DEPTH - 1) + "{\"a\":\"deepest\"}" + "]".repeat(
        DocumentFormat.MAX_DEPTH - 1);
    put(VERSION + "/_bioconductor.json", deep);
    assertThat(indexer().reset(IndexScope.parse(VERSION)).problems()).isEmpty();
    assertThat(dump()).anyMatch(line -> line.contains("\t\"a\"\t\"deepest\""));
  }

  private void assertThatTheDocumentIsLeftOutUntilItIsRepaired(String text, String reason) {
    assertThatTheDocumentIsLeftOutUntilItIsRepaired(text.getBytes(StandardCharsets.UTF_8), reason);
  }

  private void assertThatTheDocumentIsLeftOutUntilItIsRepaired(byte[] text, String reason) {
    String key = VERSION + "/_bioconductor.json";
    SmallRegistry.put(store, key, text);
    for (IndexReport report : List.of(
        indexer().fresh(), indexer().update(), indexer().reset(IndexScope.parse("celldex")))) {
      assertProblem(report, key, reason);
      assertThat(dump())
          .anyMatch(line -> line.startsWith(versionLine()))
          .noneMatch(line -> line.startsWith(versionLine().replace('V', 'P')))
          .hasSizeGreaterThan(EXPECTED.size() * 9 / 10);
    }
    assertThatTheNextUpdateRepairs(key);
  }

  @Test
  void aProblemThatPersistsIsPublishedOnce() throws Exception {
    put(VERSION + "/_bioconductor.json", "broken");
    indexer().fresh();
    byte[] published = Files.readAllBytes(published());
    byte[] modified = Files.readAllBytes(directory.resolve("modified"));
    for (IndexReport report : List.of(indexer().update(), indexer().updateWithoutRetries())) {
      assertProblem(report, VERSION + "/_bioconductor.json", "not JSON");
      assertThat(report.indices().get(0).outcome()).isEqualTo(Outcome.UNCHANGED);
    }
    assertThat(published()).hasBinaryContent(published);
    assertThat(directory.resolve("modified")).hasBinaryContent(modified);
  }

  @Test
  void withoutRetriesOnlyChangesAreRead() {
    String key = VERSION + "/_bioconductor.json";
    put(key, "broken");
    indexer().fresh();
    SmallRegistry.put(store, key, SmallRegistry.objects().get(key));
    TestIndex.deleteBelow(store, "chipseqDBData/");
    put(LOG, "{\"type\":\"delete-project\",\"project\":\"chipseqDBData\"}");
    assertProblem(indexer().updateWithoutRetries(), key, "not JSON");
    assertThat(dump()).noneMatch(line -> line.contains("\t\"chipseqDBData\""));
    assertThat(indexer().update().isComplete()).isTrue();
    assertThat(dump()).anyMatch(line -> line.startsWith(versionLine().replace('V', 'P')));
  }

  @Test
  void aMissingDocumentIsReported() {
    String key = VERSION + "/_bioconductor.json";
    store.delete(List.of(new Key(key)));
    assertProblem(indexer().fresh(), key, "does not exist");
    assertThatTheNextUpdateRepairs(key);
  }

  @Test
  void aMissingManifestIsReportedAndTheRowsOfItsVersionAreKept() {
    String key = VERSION + "/..manifest";
    store.delete(List.of(new Key(key)));
    assertProblem(indexer().reset(IndexScope.parse("celldex")), key, "does not exist");
    assertThat(dump()).isEqualTo(EXPECTED);
    assertProblem(indexer().fresh(), key, "does not exist");
    assertThat(dump()).noneMatch(line -> line.startsWith(versionLine()));
    assertThatTheNextUpdateRepairs(key);
  }

  @Test
  void aSummaryWithAnInvalidDateIsReported() {
    String key = VERSION + "/..summary";
    put(
        key,
        "{\"upload_user_id\":\"x\",\"upload_start\":\"2020-01-01T00:00:00Z\","
            + "\"upload_finish\":\"today\"}");
    assertProblem(indexer().fresh(), key, "RFC 3339");
    assertThatTheNextUpdateRepairs(key);
  }

  @Test
  void aCorruptLatestDocumentIsReported() {
    String key = "celldex/tasic-brain-2016/..latest";
    put(key, "{}");
    assertProblem(indexer().fresh(), key, "'version' is missing");
    assertThatTheNextUpdateRepairs(key);
  }

  @Test
  void aVersionDeletedDuringTheBuildIsRemovedByTheNextUpdate() {
    failing.before(
        VERSION + "/_bioconductor.json", () -> TestIndex.deleteBelow(store, VERSION + "/"));
    assertProblem(indexer().fresh(), VERSION + "/_bioconductor.json", "does not exist");
    assertThat(indexer().update().isComplete()).isTrue();
    assertThat(dump()).noneMatch(line -> line.startsWith(versionLine()));
  }

  @Test
  void aFewFailuresOfTheStoreAreReported() {
    failing.failOn(key -> key.equals(VERSION + "/..manifest"));
    IndexReport report = indexer().reset(IndexScope.parse("celldex"));
    assertProblem(report, VERSION + "/..manifest", "the disk is on fire");
    assertThat(report.problems().get(0).isStoreFailure()).isTrue();
    assertThat(dump()).isEqualTo(EXPECTED);
  }

  static Stream<Arguments> bodies() {
    return Stream.of("/..summary", "/..manifest", "/_bioconductor.json")
        .flatMap(
            file -> Stream.of(
                new UncheckedIOException(new EOFException("the object ended early")),
                new StoreException("the object ended early", CallOutcome.NOT_DONE, true, null))
                .map(failure -> Arguments.of(VERSION + file, failure)));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void aBodyThatFailsMidwayIsAFailureOfTheStore(String key, RuntimeException failure) {
    failing.failMidway(key, failure);
    IndexReport report = indexer().reset(IndexScope.parse("celldex"));
    assertProblem(report, key, "could not be read");
    assertThat(report.problems()).allMatch(IndexProblem::isStoreFailure);
  }

  @Test
  void aStoreThatFailsRepeatedlyLeavesTheIndexUnchanged() throws Exception {
    for (int i = 0; i < IndexReport.ProblemCollector.MAX_STORE_FAILURES; i++) {
      put("many/asset/" + i + "/..summary", summary());
      put("many/asset/" + i + "/..manifest", "{}");
    }
    byte[] before = Files.readAllBytes(published());
    failing.failOn(key -> key.startsWith("many/") && key.endsWith("..manifest"));
    assertThatThrownBy(() -> indexer().fresh())
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("the store failed 100 times")
        .hasMessageContaining("the disk is on fire");
    assertThat(published()).hasBinaryContent(before);
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrder("..LOCK", "bioconductor.sqlite3", "modified");
  }

  @Test
  void oneFailureLessThanTheMaximumIsPublished() {
    for (int i = 1; i < IndexReport.ProblemCollector.MAX_STORE_FAILURES; i++) {
      put("many/asset/" + i + "/..summary", summary());
    }
    failing.failOn(key -> key.startsWith("many/") && key.endsWith("..manifest"));
    assertThat(indexer().fresh().problemCount())
        .isEqualTo(IndexReport.ProblemCollector.MAX_STORE_FAILURES - 1);
    assertThat(dump()).isEqualTo(EXPECTED);
  }

  @Test
  void aStoreThatCannotBeListedLeavesTheIndexUnchanged() throws Exception {
    byte[] before = Files.readAllBytes(published());
    failing.failLists();
    assertThatThrownBy(() -> indexer().fresh()).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> indexer().update()).isInstanceOf(StoreException.class);
    assertThat(published()).hasBinaryContent(before);
  }

  /** Restores the object at {@code key}. */
  private void assertThatTheNextUpdateRepairs(String key) {
    Map<String, byte[]> objects = SmallRegistry.objects();
    SmallRegistry.put(store, key, objects.get(key));
    IndexReport report = indexer().update();
    assertThat(report.isComplete()).isTrue();
    assertThat(report.indices().get(0).outcome()).isEqualTo(Outcome.UPDATED);
    assertThat(dump()).isEqualTo(EXPECTED);
    assertThat(indexer().update().indices().get(0).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  private static void assertProblem(IndexReport report, String key, String reason) {
    assertThat(report.isComplete()).isFalse();
    assertThat(report.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.key()).isEqualTo(key);
              assertThat(problem.reason()).contains(reason);
            });
  }

  private static String versionLine() {
    return "V\t\"" + VERSION.replace("/", "\"\t\"");
  }

  private static String addVersion() {
    String[] names = VERSION.split("/");
    return "{\"type\":\"add-version\",\"project\":\"" + names[0] + "\",\"asset\":\"" + names[1]
        + "\",\"version\":\"" + names[2] + "\",\"latest\":true}";
  }

  private static String summary() {
    return "{\"upload_user_id\":\"x\",\"upload_start\":\"2020-01-01T00:00:00Z\","
        + "\"upload_finish\":\"2020-01-01T00:00:00Z\"}";
  }

  private void put(String key, String text) {
    SmallRegistry.put(store, key, text.getBytes(StandardCharsets.UTF_8));
  }

  private MetadataIndexer indexer() {
    return new MetadataIndexer(
        failing, directory, List.of(TestIndex.BIOCONDUCTOR),
        IndexOptions.DEFAULTS.withClock(clock));
  }

  private Path published() {
    return directory.resolve(TestIndex.BIOCONDUCTOR.fileName());
  }

  private List<String> dump() {
    return IndexDump.of(published());
  }
}
