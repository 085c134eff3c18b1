package io.gypsum.metadata;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Searches at each limit succeed; searches beyond it are refused. */
@ParameterizedClass
@EnumSource(IndexFile.Variant.class)
class SearchLimitsTest {
  private static final int DOCUMENTS = 31;
  private static final TermLookup.LookupLimits COUNT_NONE = new TermLookup.LookupLimits(32, 0, 0);

  @TempDir private static Path directory;

  @Parameter private IndexFile.Variant layout;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = directory.resolve(layout + ".sqlite3");
    if (!file.toFile().exists()) {
      SmallIndex.writeTo(file, layout);
    }
  }

  @Test
  void theNumberOfWordsIsLimited() {
    assertThat(count(TextQuery.parse(words("w", SearchCondition.MAX_TESTS, " ")))).isZero();
    assertThat(count(TextQuery.parse(words("w", SearchCondition.MAX_TESTS, " OR ")))).isZero();
    assertThat(count(TextQuery.parse("NOT " + words("w", SearchCondition.MAX_TESTS, " NOT "))))
        .isEqualTo(DOCUMENTS);
    assertThat(count(SearchClause.text(words("w", SearchCondition.MAX_TESTS, " ")))).isZero();
    assertRefused(
        SearchClause.text(words("w", SearchCondition.MAX_TESTS + 1, " ")), "more than 2000 words");
  }

  @Test
  void manyWordsThatOccurCanBeSearched() {
    String everyWord = "mouse OR " + words("lorem", 1_400, " OR ");
    assertThat(count(TextQuery.parse(everyWord))).isEqualTo(13);
    assertThat(count(TextQuery.parse(words("lorem", 1_400, " ")))).isEqualTo(1);
    assertThat(count(TextQuery.parse(words("lorem", 1_400, "% OR ") + "%"))).isEqualTo(1);
  }

  @Test
  void theNumberOfPhrasesIsLimited() {
    String phrase = "\"mouse brain\"";
    assertThat(
        count(
            TextQuery.parse(
                phrase + (" OR " + phrase).repeat(SearchCondition.MAX_DOCUMENT_CHECKS - 1))))
        .isEqualTo(count(TextQuery.parse(phrase)));
    assertRefused(
        TextQuery.parse((phrase + " ").repeat(SearchCondition.MAX_DOCUMENT_CHECKS + 1)),
        "more than 50 phrases and comparisons");
  }

  @Test
  void theNumberOfNamesIsLimited() {
    SearchClause any =
        SearchClause.anyOf(
            IntStream.range(0, SearchCondition.MAX_TESTS)
                .mapToObj(i -> SearchClause.project("%" + i).asPattern())
                .toList());
    assertThat(count(any)).isZero();
    assertRefused(any.or(SearchClause.user("u")), "more than 2000 words, names and times");
  }

  @Test
  void theDeepestClauseCanBeSearched() {
    assertThat(count(deep(SearchClause.text("mouse"), SearchClause.text("%").asPattern())))
        .isEqualTo(12);
    assertThat(
        count(
            deep(SearchClause.project("scRNAseq"), SearchClause.asset("%").asPattern())))
        .isPositive();
    String brackets = "a OR b NOT (".repeat(31) + "mouse" + ")".repeat(31);
    assertThat(count(TextQuery.parse(brackets))).isPositive();
  }

  /** A clause of the maximum depth, with many terms at each level. */
  @Test
  void aClauseCanBeDeepAndWide() {
    SearchClause clause = SearchClause.text("mouse");
    for (int depth = 1; depth < SearchClause.MAX_DEPTH; depth++) {
      SearchClause wide =
          SearchClause.text(words("w" + depth + "x", 15, " "));
      clause = depth % 2 == 0 ? clause.and(wide.not()) : clause.or(wide);
    }
    assertThat(count(clause)).isEqualTo(12);
  }

  @Test
  void theLengthOfPatternsIsLimited() {
    String longest = "x".repeat(SearchCondition.MAX_PATTERN_BYTES - 1) + "%";
    assertThat(count(SearchClause.text(longest).asPattern())).isZero();
    assertThat(count(SearchClause.project(longest).asPattern())).isZero();
    assertThat(count(SearchClause.text("x".repeat(19_999) + "_").asPattern())).isEqualTo(1);
    assertRefused(SearchClause.text("x" + longest).asPattern(), "longer than 50000 bytes");
    assertRefused(SearchClause.path("x" + longest).asPattern(), "longer than 50000 bytes");
    assertRefused(
        SearchClause.text("\uE000".repeat(16_667) + "%").asPattern(), "longer than 50000 bytes");
  }

  @Test
  void theLengthOfOtherTextsIsNotLimited() {
    assertThat(count(SearchClause.text("x".repeat(1_000_000)))).isZero();
    assertThat(count(SearchClause.text("x".repeat(1_000_000)).asPattern())).isZero();
    assertThat(count(SearchClause.project("x".repeat(1_000_000)))).isZero();
  }

  @Test
  void theNumberOfWildcardsIsLimited() {
    String most = "%x".repeat(SearchCondition.MAX_WILDCARDS);
    assertThat(count(SearchClause.text(most).asPattern())).isEqualTo(1);
    assertThat(count(SearchClause.text("%".repeat(1_000) + "x").asPattern())).isPositive();
    assertRefused(SearchClause.text(most + "%").asPattern(), "more than 100 '%' wildcards");
    assertRefused(SearchClause.user(most + "%").asPattern(), "more than 100 '%' wildcards");
  }

  /** Finds the number of steps that a search takes: with as many it succeeds, with fewer it is refused. */
  @Test
  void theNumberOfStepsIsLimited() {
    SearchClause clause = TextQuery.parse(words("lorem", 1_400, " OR "));
    long tooFew = 0;
    long enough = 1 << 20;
    while (enough - tooFew > 1) {
      long middle = (tooFew + enough) / 2;
      if (succeeds(clause, middle * SearchOptions.STEPS_UNIT)) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    assertThat(enough).isGreaterThan(5);
    assertThat(succeeds(clause, enough * SearchOptions.STEPS_UNIT)).isTrue();
    assertThat(succeeds(clause, enough * SearchOptions.STEPS_UNIT - 1)).isFalse();
    assertThat(succeeds(clause, Long.MAX_VALUE)).isTrue();
    assertThat(count(TextQuery.parse("mouse"))).isPositive();
  }

  private boolean succeeds(SearchClause clause, long steps) {
    try (MetadataDatabase database = MetadataDatabase.open(file);
        SearchHits hits = database.search(clause, SearchOptions.DEFAULTS.withSteps(steps))) {
      hits.forEachRemaining(hit -> {});
      return true;
    } catch (GypsumException e) {
      assertThat(e.kind()).isEqualTo(GypsumException.Kind.TOO_LARGE);
      assertThat(e.reason())
          .startsWith(
              "the search needs more than " + steps + " steps of the database: search for fewer");
      return false;
    }
  }

  /** Returns a deep clause that matches if and only if {@code innermost} does. */
  private static SearchClause deep(SearchClause innermost, SearchClause always) {
    SearchClause clause = innermost;
    for (int depth = 1; depth < SearchClause.MAX_DEPTH - 1; depth++) {
      clause = depth % 2 == 0 ? clause.and(always) : clause.or(SearchClause.user("nobody"));
    }
    return clause;
  }

  private static String words(String start, int count, String between) {
    return IntStream.range(0, count).mapToObj(i -> start + i).collect(Collectors.joining(between));
  }

  /** Counts the hits of both plans, which must be equal. */
  private int count(SearchClause clause) {
    int count = count(clause, TermLookup.LookupLimits.DEFAULT);
    assertThat(count(clause, COUNT_NONE)).isEqualTo(count);
    return count;
  }

  private int count(SearchClause clause, TermLookup.LookupLimits thresholds) {
    try (
        MetadataDatabase database = MetadataDatabase.open(file, thresholds);
        SearchHits hits = database.search(clause, SearchOptions.DEFAULTS)) {
      int count = 0;
      for (; hits.hasNext(); hits.next()) {
        count++;
      }
      return count;
    }
  }

  private void assertRefused(SearchClause clause, String words) {
    assertThatThrownBy(() -> count(clause)).isInstanceOf(GypsumException.class)
        .hasMessageContaining(words)
        .extracting(e -> ((GypsumException) e).kind())
        .isEqualTo(GypsumException.Kind.INVALID);
  }
}
