package io.gypsum.server.page;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.gypsum.core.name.UserPath;
import io.gypsum.server.page.MetadataCard.Fact;
import io.gypsum.server.page.MetadataCard.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MetadataCardTest {
  private static MetadataCard read(String document) {
    return MetadataCard
        .read(new UserPath("_x.json"), document.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void factsHaveTheOrderOfTheDocumentAndLinksToKnownSources() {
    MetadataCard card =
        read(
            """
            {"genome": ["GRCm38"], "title": "T", "doi": "10.1234/x", "paired": true, "n": 1.50,
             "homepage": "https://x.org/y", "sources": [{"provider": "PubMed", "id": "7"}, {"name": "other"}, 3]}
            """);
    assertThat(card.title()).isEqualTo("T");
    assertThat(card.facts())
        .containsExactly(
            new Fact("Genome", List.of(new Value("GRCm38", null)), 0),
            new Fact("DOI", List.of(new Value("10.1234/x", "https://doi.org/10.1234/x")), 0),
            new Fact("Paired", List.of(new Value("true", null)), 0),
            new Fact("N", List.of(new Value("1.50", null)), 0),
            new Fact("Homepage", List.of(new Value("https://x.org/y", "https://x.org/y")), 0),
            new Fact(
                "Sources",
                List.of(
                    new Value("PubMed 7", "https://pubmed.ncbi.nlm.nih.gov/7"),
                    new Value("other", null), new Value("3", null)),
                0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[1]", "{", "\"x\"", "null", "{\"a\": {\"b\": {}}}", "{\"a\": [[1]]}",
      "{\"a\": null}",
      "{\"a\": \" \"}", "{\"description\": 5}", "{\"sources\": [{\"id\": null}]}"})
  void whatHasAnotherFormIsLeftOut(String document) {
    assertThat(read(document).isEmpty()).isTrue();
  }

  @Test
  void whatPrecedesAnErrorIsShown() {
    assertThat(read("{\"a\": 1, \"b\": 2,").facts()).hasSize(2);
  }

  @Test
  void everythingIsBoundedAndPrintable() {
    StringBuilder document = new StringBuilder("{\"description\": \"").append("x".repeat(10_000));
    document.append("\\n\\n\\u202ey\", \"list\": [0");
    for (int i = 1; i < 50; i++) {
      document.append(',').append(i);
    }
    document.append(']');
    for (int i = 0; i < 100; i++) {
      document.append(",\"p").append(i).append("\": \"").append("v".repeat(1_000)).append('"');
    }
    MetadataCard card = read(document + "}");
    assertThat(card.paragraphs().get(0)).hasSizeLessThanOrEqualTo(4_001);
    assertThat(card.paragraphs().get(1)).isEqualTo("\\u202ey");
    assertThat(card.facts()).hasSize(24);
    assertThat(card.facts().get(0).values()).hasSize(12);
    assertThat(card.facts().get(0).moreValues()).isEqualTo(38);
    assertThat(card.facts().get(1).values().get(0).text()).hasSizeLessThanOrEqualTo(301);
  }

  @Test
  void theFirstThousandItemsOfAListAreReadAndLaterOnesOnlyCounted() {
    assertThat(read("{\"list\": [" + "null,".repeat(999) + "\"x\"]}").facts())
        .containsExactly(new Fact("List", List.of(new Value("x", null)), 0));
    assertThat(read("{\"list\": [" + "null,".repeat(1_000) + "\"x\"]}").facts()).isEmpty();
    Fact counted = read("{\"list\": [" + "1,".repeat(1_004) + "1]}").facts().getFirst();
    assertThat(counted.values()).hasSize(12);
    assertThat(counted.moreValues()).isEqualTo(1_005 - 12);
  }

  @Test
  void theRestOfALongDescriptionIsSeparate() {
    String words = "word ".repeat(300).strip();
    MetadataCard card = read("{\"description\": \"" + words + "\\n\\nlast\"}");
    assertThat(card.firstParagraphs()).singleElement().asString().hasSize(606).endsWith("word …");
    assertThat(card.otherParagraphs()).hasSize(2).last().isEqualTo("last");
    assertThat(
        card.firstParagraphs().get(0).replace("…", "")
            + card.otherParagraphs().get(0).replace("… ", ""))
        .isEqualTo(words);
    MetadataCard brief = read("{\"description\": \"" + "word ".repeat(140) + "\"}");
    assertThat(brief.firstParagraphs()).isEqualTo(brief.paragraphs());
    assertThat(brief.otherParagraphs()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"javascript:alert(1)", "data:text/html,x", "//evil.example",
      "https://x.org/<b>", " /x"})
  void onlyWebAddressesAreLinks(String value) {
    assertThat(read("{\"homepage\": \"" + value + "\", \"doi\": \"" + value + "\"}").facts())
        .allSatisfy(fact -> assertThat(fact.values().get(0).url()).isNull());
  }
}
