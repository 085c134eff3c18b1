package io.gypsum.server.page.find;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.gypsum.metadata.search.TextQuery;
import io.gypsum.server.page.find.QueryTerms.Segment;
import io.gypsum.server.testing.CpuTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Summaries of documents, and the words that are highlighted in them. */
class DocumentSummaryTest {
  private static QueryTerms terms(String query) {
    return QueryTerms.of(TextQuery.parse(query));
  }

  /** Returns a text with the marked parts in brackets. */
  private static String shown(List<Segment> segments) {
    return segments.stream()
        .map(part -> part.isMarked() ? "[" + part.text() + "]" : part.text())
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "naive | The Naïve (NAIVE) one | The [Naïve] ([NAIVE]) one",
      "neur* | neuron and Neural; aneurysm | [neuron] and [Neural]; aneurysm",
      "*seq | RNA-seq, seqs | [RNA-seq], seqs",
      "wom?n | women woman womaan | [women] [woman] womaan",
      "mouse NOT human | mouse human | [mouse] human",
      "'\"brain atlas\"' | atlas of the brain | [atlas] of the [brain]",
      "title:mouse OR rat | Mouse, rat. | [Mouse], [rat].",
      "* | nothing is marked | nothing is marked",
      "@user:mouse | mouse | mouse",
      "n:>5 | 6 5 | 6 5"})
  void theWordsOfTheQueryAreMarked(String query, String text, String marked) {
    assertThat(shown(terms(query).segments(text))).isEqualTo(marked);
  }

  @Test
  void charactersThatCannotBeSeenAreEscaped() {
    assertThat(shown(terms("a").segments("a\u202eb\u0007 a")))
        .isEqualTo("[a]\\u202eb\\u0007 [a]");
  }

  @Test
  void thePatternMatchingIsThatOfLikeAndNotExponential() {
    assertThat(QueryTerms.isLike("abc", "%")).isTrue();
    assertThat(QueryTerms.isLike("abc", "a%c%")).isTrue();
    assertThat(QueryTerms.isLike("abcbd", "a%b_")).isTrue();
    assertThat(QueryTerms.isLike("abc", "%b")).isFalse();
    assertThat(QueryTerms.isLike("", "_")).isFalse();
    assertThat(QueryTerms.isLike("a".repeat(10_000), "%a".repeat(100) + "b")).isFalse();
  }

  @Test
  void aSummaryHasTheTitleAndTheTextAroundTheFirstWord() {
    String long_ = "word ".repeat(40);
    DocumentSummary summary =
        DocumentSummary.of(
            "{\"title\":\"A mouse\",\"description\":\"" + long_ + "mouse " + long_ + long_
                + "\",\"a\":{\"b\":[\"mouse\"]}}",
            terms("mouse"));

    assertThat(shown(summary.title())).isEqualTo("A [mouse]");
    assertThat(summary.field()).isEqualTo("description");
    assertThat(shown(summary.fragment())).startsWith("… word ")
        .contains("word [mouse] word")
        .endsWith(" …");
  }

  @Test
  void aFragmentIsTakenFromNestedFields() {
    DocumentSummary summary =
        DocumentSummary.of(
            "{\"name\":\"N\",\"description\":\"none\",\"a\":[{\"x\":1},{\"b\":\"the mouse\"}]}",
            terms("mouse"));

    assertThat(summary.field()).isEqualTo("a.b");
    assertThat(shown(summary.fragment())).isEqualTo("the [mouse]");
    assertThat(shown(summary.title())).isEqualTo("N");
  }

  @Test
  void theDescriptionIsShownIfNoTextContainsTheWord() {
    DocumentSummary summary =
        DocumentSummary.of("{\"description\":\"text\",\"x\":1}", terms("x:=1"));
    assertThat(summary.field()).isEqualTo("description");
    assertThat(shown(summary.fragment())).isEqualTo("text");
    assertThat(summary.title()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      value = {"[] | ''", "\"mouse\" | [mouse]", "{\"a\":\"mouse | ''", "'' | ''",
          "[\"mouse\"] | [mouse]"})
  void anyDocumentHasASummary(String document, String fragment) {
    assertThat(shown(DocumentSummary.of(document, terms("mouse")).fragment()))
        .isEqualTo(fragment);
  }

  @Test
  void onlyTheBeginningOfALongDocumentIsSearched() {
    String document =
        "{\"a\":\"" + "x ".repeat(DocumentSummary.MAX_READ_CHARS) + "\",\"b\":\"mouse\"}";
    assertThat(DocumentSummary.of(document, terms("mouse")).fragment()).isEmpty();
  }

  @Test
  void longWordsAndManyPatternsTakeBoundedTime() {
    StringBuilder query = new StringBuilder("x");
    for (int i = 0; i < 49; i++) {
      query.append(" OR *").append("a".repeat(40 + i)).append("b*");
    }
    String document = "{\"t\":\"" + ("a".repeat(100) + " ").repeat(2_600) + "\",\"z\":\"x\"}";
    QueryTerms terms = terms(query.toString());
    assertThat(CpuTime.of(() -> DocumentSummary.of(document, terms)))
        .isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void noSurrogatePairIsSplit() {
    String text = "😀".repeat(DocumentSummary.MAX_FRAGMENT_CHARS) + " mouse";
    String shown =
        shown(DocumentSummary.of("{\"a\":\"x" + text + "\"}", terms("mouse")).fragment());
    assertThat(shown).contains("[mouse]").doesNotContain("\\ud");
  }
}
