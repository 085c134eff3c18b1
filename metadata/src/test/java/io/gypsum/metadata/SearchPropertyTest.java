package io.gypsum.metadata;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.gypsum.metadata.search.SearchClause;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class SearchPropertyTest {
  private static final int DATABASES = 100;
  private static final int SEARCHES = 8;
  /** Limits so low that a few documents exceed them. */
  private static final List<TermLookup.LookupLimits> LIMITS =
      List.of(
          TermLookup.LookupLimits.DEFAULT, new TermLookup.LookupLimits(32, 0, 0),
          new TermLookup.LookupLimits(0, 0, 0),
          new TermLookup.LookupLimits(1, 3, 2), new TermLookup.LookupLimits(2, 100, 100));

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void searchesFindWhatTheSpecificationDefines(IndexFile.Variant layout) throws Exception {
    int found = 0;
    for (int seed = 0; seed < DATABASES; seed++) {
      RandomSearch random = new RandomSearch(seed);
      List<TestDocument> documents = random.documents();
      Path file = directory.resolve(seed + ".sqlite3");
      write(documents, file, layout);
      try (MetadataDatabase database = MetadataDatabase.open(file, random.one(LIMITS))) {
        for (int i = 0; i < SEARCHES; i++) {
          SearchClause clause = random.clause(4);
          SearchOptions options =
              SearchOptions.DEFAULTS.withAllVersions(random.one(List.of(true, false)));
          List<String> expected = expected(documents, clause, options);
          found += expected.size();

          assertThat(hits(database, clause, options, Long.MAX_VALUE))
              .as("%s in database %s", clause, seed)
              .isEqualTo(expected);
          assertThat(hits(database, clause, options, 1 + i))
              .as("%s in database %s, by pages", clause, seed)
              .isEqualTo(expected);
        }
      }
    }
    assertThat(found).isGreaterThan(DATABASES * SEARCHES);
  }

  private static List<String> expected(
      List<TestDocument> documents, SearchClause clause, SearchOptions options) {
    return documents.stream()
        .filter(document -> options.allVersions() || document.latest())
        .filter(document -> new Evaluation(document).matches(clause))
        .map(
            document -> document.project() + "/" + document.asset() + "/" + document.versionName()
                + "/" + document.path())
        .toList();
  }

  private static List<String> hits(
      MetadataDatabase database, SearchClause clause, SearchOptions options, long pageSize) {
    List<String> found = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      SearchOptions page = options.withLimit(pageSize).withAfter(after.orElse(null));
      try (SearchHits hits = database.search(clause, page)) {
        hits.forEachRemaining(hit -> found.add(hit.version() + "/" + hit.path()));
        after = hits.cursor();
      }
    } while (after.isPresent());
    return found;
  }

  private static void write(List<TestDocument> documents, Path file, IndexFile.Variant layout)
      throws Exception {
    try (IndexFile index = new IndexFile(file, layout)) {
      Set<Integer> versions = new HashSet<>();
      for (TestDocument one : documents) {
        if (versions.add(one.version())) {
          index.version(
              one.project(), one.asset(), one.versionName(), one.latest(), one.user(),
              one.seconds());
        }
      }
      // In reverse order: the search has to sort them.
      for (int i = documents.size() - 1; i >= 0; i--) {
        documents.get(i).writeTo(index);
      }
    }
  }
}
