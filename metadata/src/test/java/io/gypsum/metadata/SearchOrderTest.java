package io.gypsum.metadata;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.search.CheckedQuery;
import io.gypsum.metadata.search.QuerySyntaxException;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.SearchClause.NameOf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Orders of hits, and the lists of fields and words. */
class SearchOrderTest {
  private static final SearchOptions ALL =
      SearchOptions.DEFAULTS.withAllVersions(true).withDocuments(false);
  private static final SearchClause MOUSE = SearchClause.text("mouse");

  @TempDir private Path directory;

  private MetadataDatabase database(IndexFile.Variant variant) throws Exception {
    Path file = directory.resolve(variant + ".sqlite3");
    try (IndexFile index = new IndexFile(file, variant)) {
      add(index, "p", "b", "v1", false, 3, "title: mouse brain");
      add(index, "p", "b", "v2", true, 5, "title: mouse", "about: mouse mousetrap");
      add(index, "o", "z", "v1", true, 4, "title: mouse brain", "about: neuron");
      add(index, "p", "a", "v1", true, 1, "about: mouse");
    }
    return MetadataDatabase.open(file);
  }

  private static void add(
      IndexFile index, String project, String asset, String version, boolean latest, double time,
      String... fields)
      throws Exception {
    index.version(project, asset, version, latest, "alice", time);
    long document = index.document(project, asset, version, "m.json", "{}");
    for (String field : fields) {
      String[] parts = field.split(": ");
      for (String word : parts[1].split(" ")) {
        index.link(document, parts[0], word);
      }
    }
  }

  private static List<String> versions(SearchHits hits) {
    List<String> versions = new ArrayList<>();
    hits.forEachRemaining(hit -> versions.add(hit.version().toString()));
    return versions;
  }

  @ParameterizedTest
  @CsvSource({
      "INDEX,p/b/v1 p/b/v2 o/z/v1 p/a/v1", "NEWEST,p/b/v2 o/z/v1 p/b/v1 p/a/v1",
      "OLDEST,p/a/v1 p/b/v1 o/z/v1 p/b/v2", "NAME,o/z/v1 p/a/v1 p/b/v1 p/b/v2"})
  void hitsAreInTheOrderOfTheSearch(SearchOrder order, String expected) throws Exception {
    for (IndexFile.Variant variant : IndexFile.Variant.values()) {
      try (MetadataDatabase database = database(variant)) {
        assertThat(versions(database.search(MOUSE, ALL, order)))
            .as("%s", variant)
            .containsExactly(expected.split(" "));
        assertThat(versions(database.search(MOUSE, ALL.withLimit(2), order)))
            .containsExactlyElementsOf(List.of(expected.split(" ")).subList(0, 2));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = SearchOrder.class, mode = EnumSource.Mode.EXCLUDE, names = "INDEX")
  void aSearchInAnotherOrderCannotContinue(SearchOrder order) throws Exception {
    try (
        MetadataDatabase database = database(IndexFile.Variant.FAST);
        SearchHits hits = database.search(MOUSE, ALL.withLimit(1), order)) {
      hits.next();
      assertThat(hits.cursor()).isEmpty();
      assertThatThrownBy(() -> database.search(MOUSE, ALL.withAfter("x"), order))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(SearchOrder.class)
  void skippedHitsCountTowardsTheLimit(SearchOrder order) throws Exception {
    try (MetadataDatabase database = database(IndexFile.Variant.FAST)) {
      List<String> all = versions(database.search(MOUSE, ALL, order));
      for (int skipped = 0; skipped <= all.size() + 1; skipped++) {
        SearchHits hits = database.search(MOUSE, ALL.withLimit(3), order);
        hits.skip(skipped);
        assertThat(versions(hits))
            .as("after %d", skipped)
            .containsExactlyElementsOf(all.subList(Math.min(skipped, 3), 3));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(IndexFile.Variant.class)
  void theHitsOfASearchAreCountedByTheirNames(IndexFile.Variant variant) throws Exception {
    try (MetadataDatabase database = database(variant)) {
      CheckedQuery mouse = CheckedQuery.parse("mouse");
      assertThat(database.count(mouse, NameOf.PROJECT, ALL))
          .isEqualTo(
              new SearchCounts(
                  4, 2, List.of(new DocumentCount("p", 3), new DocumentCount("o", 1))));
      assertThat(database.count(mouse, NameOf.PROJECT, ALL.withLimit(1)))
          .isEqualTo(new SearchCounts(4, 2, List.of(new DocumentCount("p", 3))));
      assertThat(database.count(mouse, NameOf.USER, SearchOptions.DEFAULTS))
          .isEqualTo(new SearchCounts(3, 1, List.of(new DocumentCount("alice", 3))));
      assertThat(database.count(CheckedQuery.parse("title: brain"), NameOf.ASSET, ALL).largest())
          .containsExactly(new DocumentCount("b", 1), new DocumentCount("z", 1));
      assertThat(database.count(CheckedQuery.parse("zebra"), NameOf.PATH, ALL))
          .isEqualTo(SearchCounts.NONE);
      List<NameOf> kinds = List.of(NameOf.USER, NameOf.ASSET, NameOf.PROJECT);
      for (String query : List.of("mouse", "zebra", "title: brain OR mouse")) {
        CheckedQuery parsed = CheckedQuery.parse(query);
        assertThat(database.count(parsed, kinds, ALL.withLimit(2)))
            .containsExactly(
                database.count(parsed, NameOf.USER, ALL.withLimit(2)),
                database.count(parsed, NameOf.ASSET, ALL.withLimit(2)),
                database.count(parsed, NameOf.PROJECT, ALL.withLimit(2)));
      }
      assertThatThrownBy(() -> database.count(mouse, List.of(), ALL))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(IndexFile.Variant.class)
  void fieldsAreCountedByDocuments(IndexFile.Variant variant) throws Exception {
    try (MetadataDatabase database = database(variant)) {
      assertThat(database.fields(ALL))
          .containsExactly(new DocumentCount("about", 3), new DocumentCount("title", 3));
      assertThat(database.fields(SearchOptions.DEFAULTS))
          .containsExactly(new DocumentCount("about", 3), new DocumentCount("title", 2));
      assertThat(database.fields(ALL.withLimit(1))).containsExactly(new DocumentCount("about", 3));
    }
  }

  @ParameterizedTest
  @EnumSource(IndexFile.Variant.class)
  void wordsAreCountedByDocumentsTheMostFrequentOnesFirst(IndexFile.Variant variant)
      throws Exception {
    try (MetadataDatabase database = database(variant)) {
      assertThat(database.words("Mou", null, ALL))
          .containsExactly(new DocumentCount("mouse", 4), new DocumentCount("mousetrap", 1));
      assertThat(database.words("mou", null, SearchOptions.DEFAULTS))
          .containsExactly(new DocumentCount("mouse", 3), new DocumentCount("mousetrap", 1));
      assertThat(database.words("mousé", "title", SearchOptions.DEFAULTS))
          .containsExactly(new DocumentCount("mouse", 2));
      assertThat(database.words("mou", null, ALL.withLimit(1))).hasSize(1);
      assertThat(database.words("zebra", null, ALL)).isEmpty();
    }
  }

  @Test
  void theCountOfAWordIsTheNumberOfHits() throws Exception {
    try (MetadataDatabase database = database(IndexFile.Variant.FAST)) {
      for (DocumentCount word : database.words("m", null, SearchOptions.DEFAULTS)) {
        assertThat(
            versions(database.search(SearchClause.text(word.name()), SearchOptions.DEFAULTS)))
            .hasSize((int) word.documents());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two words", "a,b", "%", "?", "_", "mou*", "_mou", "a_a"})
  void aPrefixThatIsNotTheBeginningOfAWordIsInvalid(String prefix) throws Exception {
    try (MetadataDatabase database = database(IndexFile.Variant.FAST)) {
      assertThat(
          catchThrowableOfType(GypsumException.class, () -> database.words(prefix, null, ALL))
              .kind())
          .isEqualTo(GypsumException.Kind.INVALID);
    }
  }

  @Test
  void aPrefixMayHave1000Characters() throws Exception {
    try (MetadataDatabase database = database(IndexFile.Variant.FAST)) {
      assertThat(database.words("x".repeat(1_000), null, ALL)).isEmpty();
      assertThatThrownBy(() -> database.words("x".repeat(1_001), null, ALL))
          .hasMessageContaining("at most 1000 characters");
    }
  }

  @Test
  void wordsOfAFieldThatNoDocumentHasAreReported() throws Exception {
    try (MetadataDatabase database = database(IndexFile.Variant.FAST)) {
      assertThat(
          catchThrowableOfType(
              QuerySyntaxException.class, () -> database.words("mou", "tile", ALL)))
          .hasMessageContaining("did you mean 'title'?");
    }
  }
}
