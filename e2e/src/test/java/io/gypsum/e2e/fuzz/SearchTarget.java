package io.gypsum.e2e.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.MetadataDatabase;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexOptions;
import io.gypsum.metadata.index.MetadataIndexer;
import io.gypsum.metadata.index.SmallRegistry;
import io.gypsum.metadata.search.QuerySyntaxException;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import io.gypsum.metadata.text.SearchTerms;

import static org.assertj.core.api.Assertions.assertThat;

/** Searches for an input as a text query, and for its negation, which finds exactly the other documents. */
final class SearchTarget implements FuzzTarget {
  private static final SearchOptions OPTIONS =
      SearchOptions.DEFAULTS.withAllVersions(true).withTime(Duration.ofSeconds(5));
  private final Path directory = Files.createTempDirectory("gypsum-fuzz-index");
  private final MetadataDatabase database;
  private final Set<String> all;

  SearchTarget() throws IOException {
    IndexClass indexed = IndexClass.parse("_bioconductor.json,bioconductor.sqlite3");
    try (var store = SmallRegistry.inMemory()) {
      var _ = new MetadataIndexer(store, directory, List.of(indexed), IndexOptions.DEFAULTS)
          .fresh();
    }
    database = MetadataDatabase.open(directory.resolve(indexed.fileName()));
    all = found(SearchClause.text("a"));
    all.addAll(found(SearchClause.text("a").not()));
    assertThat(all).isNotEmpty();
  }

  @Override
  public void run(byte[] input) {
    String query = new String(input, StandardCharsets.UTF_8);
    for (String term : SearchTerms.of(query)) {
      assertThat(SearchTerms.of(term)).as("terms of the term '%s'", term).contains(term);
    }
    SearchClause clause;
    try {
      clause = TextQuery.parse(query);
    } catch (QuerySyntaxException e) {
      assertThat(e.position()).isBetween(0, query.length());
      return;
    }
    assertThat(TextQuery.parse(TextQuery.format(clause))).isEqualTo(clause);
    try {
      Set<String> hits = found(clause);
      Set<String> others = found(clause.not());
      if (hasTerms(clause)) {
        assertThat(Collections.disjoint(others, hits)).as("only one of both finds it").isTrue();
      }
      others.addAll(hits);
      assertThat(others).isEqualTo(all);
    } catch (GypsumException e) {
      assertThat(e.kind()).as(e.reason())
          .isIn(GypsumException.Kind.INVALID, GypsumException.Kind.TOO_LARGE);
    }
  }

  /** Returns whether each word contains a search term; one without has no effect, negated or not. */
  private static boolean hasTerms(SearchClause clause) {
    return switch (clause) {
      case SearchClause.And and -> and.clauses().stream().allMatch(SearchTarget::hasTerms);
      case SearchClause.Or or -> or.clauses().stream().allMatch(SearchTarget::hasTerms);
      case SearchClause.Not not -> hasTerms(not.clause());
      case SearchClause.Text text -> !(text.partial()
          ? SearchTerms.patternsOf(text.text())
          : SearchTerms.of(text.text())).isEmpty();
      case SearchClause.Phrase _,SearchClause.NumberIs _,SearchClause.NumberBetween _,SearchClause.BooleanIs _,SearchClause.Name _,SearchClause.Time _ ->
          true;
    };
  }

  private Set<String> found(SearchClause clause) {
    Set<String> found = new HashSet<>();
    try (SearchHits hits = database.search(clause, OPTIONS)) {
      hits.forEachRemaining(hit -> found.add(hit.version() + "/" + hit.path()));
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    database.close();
    TemporaryFiles.delete(directory);
  }
}
