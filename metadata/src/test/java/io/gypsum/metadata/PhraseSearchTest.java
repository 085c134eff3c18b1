package io.gypsum.metadata;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

@ParameterizedClass
@EnumSource(IndexFile.Variant.class)
class PhraseSearchTest {
  private static final SearchOptions OPTIONS = SearchOptions.DEFAULTS.withDocuments(false);

  @TempDir private Path directory;

  @Parameter private IndexFile.Variant variant;

  private MetadataDatabase database(List<Map<String, List<Object>>> documents) throws Exception {
    Path file = directory.resolve("index.sqlite3");
    try (IndexFile index = new IndexFile(file, variant)) {
      index.version("p", "a", "v", true, "alice", 1);
      for (int i = 0; i < documents.size(); i++) {
        new TestDocument(
            0, "p", "a", "v", String.format("%03d", i), "alice", 1, true, documents.get(i))
            .writeTo(index);
      }
    }
    return MetadataDatabase.open(file);
  }

  private static List<String> paths(MetadataDatabase database, String query) {
    List<String> paths = new ArrayList<>();
    database.search(TextQuery.parse(query), OPTIONS)
        .forEachRemaining(hit -> paths.add(hit.path().value()));
    return paths;
  }

  @Test
  void aPhraseIsFoundInOneStringInItsOrder() throws Exception {
    try (
        MetadataDatabase database =
            database(
                List.of(
                    Map.of("title", List.of("Atlas of the Brain-Atlas: brain, ATLAS")),
                    Map.of("title", List.of("brain", "atlas"), "about", List.of("atlas brain")),
                    Map.of("about", List.of("bráin atlas brain atlas x")),
                    Map.of("title", List.of("brain of atlas"))))) {
      assertThat(paths(database, "\"brain atlas\"")).containsExactly("000", "002");
      assertThat(paths(database, "title:\"brain atlas\"")).containsExactly("000");
      assertThat(paths(database, "\"atlas brain\"")).containsExactly("001", "002");
      assertThat(paths(database, "\"brain atlas brain atlas x\"")).containsExactly("002");
      assertThat(paths(database, "\"brain atlas brain brain\"")).isEmpty();
      assertThat(paths(database, "NOT \"brain atlas\"")).containsExactly("001", "003");
      assertThat(paths(database, "\"brain of\" OR \"of the\"")).containsExactly("000", "003");
      assertThat(paths(database, "atlas NOT title:\"brain atlas\" NOT \"brain of\""))
          .containsExactly("001", "002");
    }
  }

  /** 100 documents of 5,000 characters, of which two contain the rarer word. */
  private MetadataDatabase longDocuments() throws Exception {
    List<Map<String, List<Object>>> documents = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String word = i % 50 == 7 ? "rare atlas" : "other";
      documents.add(
          Map.of("title", List.of("brain " + word), "about", List.of("x".repeat(5_000))));
    }
    return database(documents);
  }

  @Test
  void onlyDocumentsThatContainAllTermsAreRead() throws Exception {
    try (MetadataDatabase database = longDocuments()) {
      for (String query : List.of(
          "\"brain rare\"", "\"brain rare\" brain", "title:\"brain rare\" NOT none",
          "\"brain rare\" OR none", "brain \"rare atlas\" (x* OR y*)",
          "\"brain other\" rare OR \"brain rare\"")) {
        try (SearchHits hits =
            database.search(TextQuery.parse(query), OPTIONS.withSteps(100_000))) {
          assertThat(hits).as(query).toIterable().hasSize(2);
        }
      }
    }
  }

  @Test
  void readDocumentsCountAsSteps() throws Exception {
    SearchClause everyDocument = SearchClause.phrase("brain other").not();
    try (MetadataDatabase database = longDocuments()) {
      GypsumException e =
          catchThrowableOfType(
              GypsumException.class,
              () -> database.search(everyDocument, OPTIONS.withSteps(400_000))
                  .forEachRemaining(hit -> {}));

      assertThat(e.kind()).isEqualTo(GypsumException.Kind.TOO_LARGE);
      assertThat(e).hasMessageContaining("needs more than 400000 steps");
      assertThat(database.search(everyDocument, OPTIONS.withSteps(1_000_000)))
          .toIterable()
          .hasSize(2);
    }
  }
}
