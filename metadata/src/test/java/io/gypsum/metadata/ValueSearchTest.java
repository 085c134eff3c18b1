package io.gypsum.metadata;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gypsum.metadata.search.CheckedQuery;
import io.gypsum.metadata.search.QuerySyntaxException;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Searches for numbers, true and false. */
class ValueSearchTest {
  private static final SearchOptions OPTIONS = SearchOptions.DEFAULTS.withDocuments(false);

  @TempDir private Path directory;

  private MetadataDatabase database(Map<String, String> documents) throws Exception {
    Path file = directory.resolve("index.sqlite3");
    try (IndexFile index = new IndexFile(file, IndexFile.Variant.PUBLIC)) {
      index.version("p", "a", "v", true, "alice", 1);
      for (var document : documents.entrySet()) {
        long pid = index.document("p", "a", "v", document.getKey(), document.getValue());
        index.link(pid, "title", "mouse");
      }
    }
    return MetadataDatabase.open(file);
  }

  private MetadataDatabase database() throws Exception {
    return database(
        Map.of(
            "1", "{\"title\":\"mouse\",\"age\":30,\"x\":{\"ok\":true}}",
            "2", "{\"title\":\"mouse\",\"age\":[12,31.5],\"x\":[{\"ok\":false},{\"ok\":null}]}",
            "3", "{\"title\":\"mouse\",\"age\":3.00e1,\"ages\":\"30 true\"}",
            "4", "{\"title\":\"mouse\",\"age\":\"30\",\"n\":-1e400,\"big\":9007199254740993}"));
  }

  private static String paths(SearchHits hits) {
    List<String> paths = new ArrayList<>();
    hits.forEachRemaining(hit -> paths.add(hit.path().value()));
    return String.join("", paths.stream().sorted().toList());
  }

  @ParameterizedTest
  @CsvSource({
      "age:=30,13", "age:>30,2", "age:>=30,123", "age:<30,2", "age:<=30,123", "age:20..31,13",
      "age:(>30 <20),2", "age:=12,2", "x.ok:=true,1", "x.ok:=false,2", "NOT x.ok:=true,234",
      "n:<-1e399,4", "n:=-1e400,4", "big:=9007199254740992,''", "big:=9007199254740993,4",
      "mouse age:30.0..30,13", "age:>30 OR n:<0,24", "title:mouse NOT age:>0,4"})
  void numbersTrueAndFalseAreComparedInTheirField(String query, String expected) throws Exception {
    try (MetadataDatabase database = database()) {
      assertThat(paths(database.search(TextQuery.parse(query), OPTIONS))).isEqualTo(expected);
      assertThat(paths(database.search(CheckedQuery.parse(query), OPTIONS))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"age:30,13", "x.ok:true,1", "age:(30 OR 12),123", "NOT age:12 title:mouse,134",
      "title:mouse age:31.5,2", "n:-1e400,4"})
  void inAFieldWithoutTextAWordIsComparedAsANumber(String query, String expected)
      throws Exception {
    try (MetadataDatabase database = database()) {
      assertThat(paths(database.search(CheckedQuery.parse(query), OPTIONS))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
      "mouse agee:>30,6,no document has a number", "agee:30,0,no document has a number",
      "age:x,0,no document has text", "age:>5 age:x*,0,no document has text",
      "age:\"30 31\",0,no document has text"})
  void aFieldThatNoDocumentHasIsReported(String query, int position, String reason)
      throws Exception {
    try (MetadataDatabase database = database()) {
      QuerySyntaxException e =
          catchThrowableOfType(
              QuerySyntaxException.class,
              () -> database.search(CheckedQuery.parse(query), OPTIONS));

      assertThat(e).hasMessageContaining(reason);
      assertThat(e.position()).isEqualTo(position);
    }
  }

  @Test
  void anyFieldMayBeComparedInAnIndexWithoutDocuments() throws Exception {
    try (
        MetadataDatabase database = database(Map.of());
        SearchHits hits = database.search(CheckedQuery.parse("age:>30"), OPTIONS)) {
      assertThat(hits).toIterable().isEmpty();
    }
  }

  @Test
  void afterReadingManyDocumentsAFieldIsAssumedToExist() throws Exception {
    String big = "{\"title\":\"mouse\",\"about\":[\"" + "x".repeat(10_000_000) + "\"]}";
    try (
        MetadataDatabase database = database(Map.of("1", big, "2", big, "3", big));
        SearchHits hits = database.search(CheckedQuery.parse("human agee:>30"), OPTIONS)) {
      assertThat(hits).toIterable().isEmpty();
    }
  }

  @Test
  void aNumberOfManyDigitsIsNotCompared() throws Exception {
    SearchClause positive =
        SearchClause.number("n", SearchClause.Relation.GREATER, BigDecimal.ZERO);
    String longest = "9".repeat(1_000);
    try (
        MetadataDatabase database =
            database(
                Map.of(
                    "1", "{\"n\":" + longest + "}", "2", "{\"n\":" + longest + "9}", "3",
                    "{\"n\":1e99999999999}"))) {
      assertThat(paths(database.search(positive, OPTIONS))).isEqualTo("1");
    }
  }
}
