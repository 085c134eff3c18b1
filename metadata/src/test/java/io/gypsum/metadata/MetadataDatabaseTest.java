package io.gypsum.metadata;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import io.gypsum.metadata.search.CheckedQuery;
import io.gypsum.metadata.search.QuerySyntaxException;
import io.gypsum.metadata.search.SearchClause;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class MetadataDatabaseTest {
  private static final SearchClause EVERYTHING = SearchClause.text("%").asPattern();
  private static final SearchOptions ALL =
      SearchOptions.DEFAULTS.withAllVersions(true).withDocuments(false);
  private static final int DOCUMENTS = 50;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = SmallIndex.writeTo(directory.resolve("a b?c#d%20.sqlite3"), IndexFile.Variant.FAST);
  }

  @Test
  void aHitContainsItsVersionAndPath() throws Exception {
    try (
        MetadataDatabase database = MetadataDatabase.open(file);
        SearchHits hits =
            database.search(
                SearchClause.project("DropletTestFiles")
                    .and(SearchClause.asset("lawlor%").asPattern())
                    .and(SearchClause.version("2023-12-14")),
                ALL)) {
      assertThat(hits.next())
          .isEqualTo(
              new SearchHit(
                  AssetVersion.parse("DropletTestFiles/lawlor-pancreas-2017/2023-12-14"),
                  new UserPath("_bioconductor.json"), "shokuhou",
                  Instant.parse("2023-01-01T18:46:49.293Z"), false, null));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "brain:atlas | 0 | no document has text in a field 'brain'",
      "mouse (Title: x) | 7 | did you mean 'title'?",
      "title:x tite:y | 8 | did you mean 'title'?",
      "provider: GEO | 0 | did you mean 'sources.provider'?",
      "NOT qqqqqqqq:x | 4 | in a field 'qqqqqqqq'. Numbers, true and false are found by words such as 'qqqqqqqq:5'"})
  void aFieldThatNoDocumentHasIsReported(String query, int position, String problem) {
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      QuerySyntaxException e =
          catchThrowableOfType(
              QuerySyntaxException.class,
              () -> database.search(CheckedQuery.parse(query), ALL).close());

      assertThat(e.position()).isEqualTo(position);
      assertThat(e.reason()).contains(problem);
    }
  }

  @Test
  void aCheckedQueryFindsWhatItsClauseFinds() {
    CheckedQuery query = CheckedQuery.parse("title: brain OR \"brain:atlas\"");
    try (
        MetadataDatabase database = MetadataDatabase.open(file);
        SearchHits hits = database.search(query, ALL);
        SearchHits expected = database.search(query.clause(), ALL)) {
      assertThat(hits).toIterable().isNotEmpty().containsExactlyElementsOf(() -> expected);
    }
  }

  @Test
  void anyFieldMayBeSearchedInAnIndexWithoutText() throws Exception {
    Path other = directory.resolve("other");
    new IndexFile(other, IndexFile.Variant.FAST).close();
    try (
        MetadataDatabase database = MetadataDatabase.open(other);
        SearchHits hits = database.search(CheckedQuery.parse("title: x"), ALL)) {
      assertThat(hits.hasNext()).isFalse();
    }
  }

  @Test
  void documentsAreReturnedUnchanged() throws Exception {
    String json =
        "{\"b\":12345678901234567890123,\"a\":[1e400,-0.0,9007199254740993],\"é\":\"\\ud800\"}";
    Path other = directory.resolve("other");
    try (IndexFile index = new IndexFile(other, IndexFile.Variant.FAST)) {
      index.version("p", "a", "v", true, "u", 1);
      index.document("p", "a", "v", "x.json", json);
    }
    try (
        MetadataDatabase database = MetadataDatabase.open(other);
        SearchHits hits =
            database.search(
                SearchClause.text("..."), SearchOptions.DEFAULTS)) {
      assertThat(hits.next().document()).isEqualTo(json);
    }
  }

  @Test
  void hitsEndAtTheLimitAndContinueAfterTheCursor() {
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      SearchHits first = database.search(EVERYTHING, ALL.withLimit(DOCUMENTS - 1));
      List<SearchHit> found = read(first);
      assertThat(found).hasSize(DOCUMENTS - 1);
      assertThatThrownBy(first::next).isInstanceOf(NoSuchElementException.class);

      SearchHits rest = database.search(EVERYTHING, ALL.withAfter(first.cursor().orElseThrow()));
      assertThat(read(rest)).hasSize(1).doesNotContainAnyElementsOf(found);
      assertThat(rest.cursor()).isEmpty();
      SearchHits exact = database.search(EVERYTHING, ALL.withLimit(DOCUMENTS));
      assertThat(read(exact)).hasSize(DOCUMENTS);
      assertThat(exact.cursor()).isEmpty();
      assertThat(database.search(EVERYTHING, ALL.withLimit(0)).hasNext()).isFalse();
    }
  }

  @Test
  void aSearchCanContinueAfterHitsThatWereClosedEarly() {
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      SearchHits hits = database.search(EVERYTHING, ALL);
      assertThat(hits.cursor()).isEmpty();
      SearchHit first = hits.next();
      hits.close();
      hits.close();

      assertThat(hits.hasNext()).isFalse();
      assertThat(read(database.search(EVERYTHING, ALL.withAfter(hits.cursor().orElseThrow()))))
          .hasSize(DOCUMENTS - 1)
          .doesNotContain(first);
    }
  }

  @Test
  void aCursorIsValidInAnotherDatabaseOfTheSameFile() {
    String cursor = firstCursor(file);

    try (MetadataDatabase again = MetadataDatabase.open(file)) {
      assertThat(read(again.search(EVERYTHING, ALL.withAfter(cursor)))).hasSize(DOCUMENTS - 1);
    }
  }

  @Test
  void aCursorFromBeforeARebuildIsRefused() throws Exception {
    String cursor = firstCursor(file);
    replace();

    try (MetadataDatabase rebuilt = MetadataDatabase.open(file)) {
      assertRefused(
          Kind.INVALID, () -> rebuilt.search(EVERYTHING, ALL.withAfter(cursor)),
          "has been rebuilt", "from the start");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "abc", "AAAAAAAAAAAAAAAAAAAAAAA"})
  void anInvalidCursorIsRefused(String text) {
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      assertRefused(
          Kind.INVALID, () -> database.search(EVERYTHING, ALL.withAfter(text)),
          "invalid cursor");
    }
  }

  @Test
  void aCursorWithoutItsDocumentIsRefused() {
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      String cursor = firstCursor(file);
      String beyond =
          new SearchCursor(SearchCursor.decode(cursor).snapshotId(), DOCUMENTS + 1).encode();

      assertRefused(
          Kind.INVALID, () -> database.search(EVERYTHING, ALL.withAfter(beyond)),
          "invalid cursor");
    }
  }

  @Test
  void aDatabaseReadsTheFileAsItWasBeforeItsReplacement() throws Exception {
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      SearchHits before = database.search(EVERYTHING, ALL);
      replace();

      // The only connection is in use, and another one would read the new file.
      assertRefused(
          Kind.BUSY, () -> database.search(EVERYTHING, ALL.withTime(Duration.ofMillis(1))),
          "maximum number of concurrent searches, 1,");
      assertThat(read(before)).hasSize(DOCUMENTS);
      assertThat(read(database.search(EVERYTHING, ALL))).hasSize(DOCUMENTS);
    }
  }

  @Test
  void theNumberOfConcurrentSearchesIsBounded() {
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      List<SearchHits> running = new ArrayList<>();
      for (int i = 0; i < MetadataDatabase.MAX_CONCURRENT_SEARCHES; i++) {
        running.add(database.search(EVERYTHING, ALL));
      }
      assertRefused(
          Kind.BUSY, () -> database.search(EVERYTHING, ALL.withTime(Duration.ofMillis(1))),
          "maximum number of concurrent searches, 16,", "try again");

      running.get(3).close();
      assertThat(read(database.search(EVERYTHING, ALL))).hasSize(DOCUMENTS);
      running.forEach(SearchHits::close);
    }
  }

  @Test
  void manyThreadsCanSearchConcurrently() throws Exception {
    ExecutorService threads =
        Executors.newFixedThreadPool(2 * MetadataDatabase.MAX_CONCURRENT_SEARCHES);
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      List<Future<List<SearchHit>>> results = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        results.add(threads.submit(() -> read(database.search(EVERYTHING, ALL))));
      }
      for (Future<List<SearchHit>> result : results) {
        assertThat(result.get()).hasSize(DOCUMENTS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aSearchEndsAtItsTimeLimit() {
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      assertRefused(
          Kind.TOO_LARGE,
          () -> read(database.search(EVERYTHING, ALL.withTime(Duration.ofNanos(1)))),
          "longer than 0 ms", "search for fewer words");

      assertThat(read(database.search(EVERYTHING, ALL))).hasSize(DOCUMENTS);
    }
  }

  @Test
  void aSearchEndsWhenItsThreadIsInterrupted() {
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      Thread.currentThread().interrupt();
      assertRefused(
          Kind.UNAVAILABLE, () -> read(database.search(EVERYTHING, ALL)), "was interrupted");

      assertThat(Thread.interrupted()).isTrue();
      assertThat(read(database.search(EVERYTHING, ALL))).hasSize(DOCUMENTS);
    }
  }

  @Test
  void aClosedDatabaseRefusesNewSearchesAndContinuesRunningOnes() {
    MetadataDatabase database = MetadataDatabase.open(file);
    SearchHits running = database.search(EVERYTHING, ALL);
    database.close();

    assertThat(read(running)).hasSize(DOCUMENTS);
    assertThatThrownBy(() -> database.search(EVERYTHING, ALL))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aDatabaseInAReadOnlyDirectoryCanBeSearched() throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
    try (
        MetadataDatabase database = MetadataDatabase.open(file);
        SearchHits hits = database.search(EVERYTHING, ALL)) {
      hits.next();
      try (var files = Files.list(directory)) {
        assertThat(files).containsExactly(file);
      }
    } finally {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aMissingFileIsNotFound() {
    assertRefused(
        Kind.NOT_FOUND, () -> MetadataDatabase.open(directory.resolve("none")),
        "the index file 'none' does not exist");
  }

  @Test
  void aFileThatIsNotADatabaseIsRefused() throws Exception {
    assertRefused(Kind.CORRUPT, () -> MetadataDatabase.open(directory), "is a directory");
    Path text = Files.writeString(directory.resolve("text"), "SQLite? ".repeat(100));
    assertRefused(
        Kind.CORRUPT, () -> MetadataDatabase.open(text), "'text' is not a SQLite database");
    Path empty = Files.createFile(directory.resolve("empty"));
    assertRefused(Kind.CORRUPT, () -> MetadataDatabase.open(empty), "is not a SQLite database");
  }

  @ParameterizedTest
  @CsvSource({"0, 0.0.0", "999999, 0.999.999", "2000000, 2.0.0", "-1, 0.0.-1"})
  void aFormatWithAnotherMajorVersionIsRefused(int format, String words) throws Exception {
    writeInt(60, format);
    assertRefused(
        Kind.INVALID, () -> MetadataDatabase.open(file), "has index format " + words,
        "expected 1.x");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000_000, 1_001_000, 1_999_999})
  void everyFormatWithTheSameMajorVersionIsRead(int format) throws Exception {
    writeInt(60, format);
    try (MetadataDatabase database = MetadataDatabase.open(file)) {
      assertThat(read(database.search(EVERYTHING, ALL))).hasSize(DOCUMENTS);
    }
  }

  @Test
  void aDatabaseWithoutATableIsRefused() throws Exception {
    Path other = directory.resolve("other");
    try (IndexFile index = new IndexFile(other, IndexFile.Variant.FAST)) {
      index.run("DROP TABLE fields");
    }
    assertRefused(
        Kind.CORRUPT, () -> MetadataDatabase.open(other), "not a complete metadata index",
        "fields");
  }

  @Test
  void aDatabaseInUtf16IsRefused() throws Exception {
    writeInt(56, 2);
    assertRefused(Kind.CORRUPT, () -> MetadataDatabase.open(file), "is not a UTF-8 database");
  }

  @Test
  void aCorruptPageIsReported() throws Exception {
    long size = Files.size(file);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      for (long page = 8 * 4096; page < size; page += 4096) {
        bytes.seek(page);
        bytes.write(new byte[100]);
      }
    }
    assertRefused(Kind.CORRUPT, () -> {
      try (MetadataDatabase database = MetadataDatabase.open(file)) {
        read(database.search(EVERYTHING, ALL.withDocuments(true)));
      }
    }, "not a complete metadata index");
  }

  private void replace() throws Exception {
    Path next =
        SmallIndex.writeTo(directory.resolve("next"), IndexFile.Variant.FAST);
    // The two files may otherwise have equal attributes.
    Files.setLastModifiedTime(
        next,
        java.nio.file.attribute.FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void writeInt(int offset, int value) throws Exception {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(offset);
      bytes.writeInt(value);
    }
  }

  private static String firstCursor(Path file) {
    try (
        MetadataDatabase database = MetadataDatabase.open(file);
        SearchHits hits = database.search(EVERYTHING, ALL.withLimit(1))) {
      hits.next();
      Optional<String> cursor = hits.cursor();
      return cursor.orElseThrow();
    }
  }

  private static List<SearchHit> read(SearchHits hits) {
    List<SearchHit> all = new ArrayList<>();
    hits.forEachRemaining(all::add);
    return all;
  }

  private void assertRefused(
      Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... words) {
    GypsumException e = catchThrowableOfType(GypsumException.class, call);
    assertThat(e).hasMessageContainingAll(words);
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.reason()).doesNotContain(directory.toString());
  }
}
