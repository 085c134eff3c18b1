package io.gypsum.metadata.text;

import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.strings;
import static org.assertj.core.api.Assertions.assertThat;

class SearchTermsTest {
  /** A prime, so that the sample has no common pattern with the blocks of Unicode. */
  private static final int SAMPLED = 61;
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}\\p{Co}-]+");

  private static final BitSet DIACRITICS = diacritics();

  @ParameterizedTest
  @CsvSource({
      "naïve, naive",
      "naive, naive",
      "CAFÉ, cafe",
      "2^10, 210",
      "データ, テタ",
      "ﾃﾞｰﾀ, テタ",
      "か\u3099, か",
      "神经元。神经, '神经元,神经'",
      "مُحَمَّد, محمد",
      "שָׁלוֹם, שלום",
      "ΟΔΟΣ, οδος",
      "Σίσυφος, σισυφος",
      "ﬁbroblast, fibroblast",
      "ＲＮＡ－ｓｅｑ　Ｔ２, 'rna-seq,t2'",
      "Ⅳ, iv",
      "½, '1,2'",
      "İstanbul, istanbul",
      "straße, straße",
      "HLA-DRA/B, 'hla-dra,b'",
      "under_score, 'under,score'",
      "50%_x, '50,x'",
      "-, -",
      "\uE000\uE001x, \uE000\uE001x",
      "a🧬b, 'a,b'",
      "\uD835\uDC00\uD835\uDC01, ab",
      "\uD801\uDC00, \uD801\uDC28",
      "soft\u00ADhyphen, 'soft,hyphen'"})
  void textsAreSplitIntoTheseTerms(String text, String tokens) {
    assertThat(SearchTerms.of(text)).containsExactly(tokens.split(","));
  }

  @Test
  void koreanSyllablesAreDecomposed() {
    assertThat(SearchTerms.of("신경 세포"))
        .containsExactly(decomposed("신경"), decomposed("세포"));
  }

  @Test
  void aTextWithoutLettersAndNumbersHasNoTerms() {
    assertThat(SearchTerms.of(" \t\n ...!?🧬 ^ \ud800")).isEmpty();
  }

  @Test
  void aRepeatedTermIsReturnedOnce() {
    assertThat(SearchTerms.of("dup Dup düp x dup")).containsExactly("dup", "x");
  }

  @Test
  void patternsKeepWildcards() {
    assertThat(SearchTerms.patternsOf("NEUR%,brain under_Scóre% %"))
        .containsExactly("neur%", "brain", "under_score%", "%");
  }

  /** Unassigned code points are all treated alike, as are those for private use: one in {@link #SAMPLED} of them is enough. */
  @Test
  void everyCodePointFollowsTheDefinition() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (c % SAMPLED != 0 && !isCharacter(c)) {
        continue;
      }
      String alone = Character.toString(c);
      for (String text : List.of(alone, "Ab" + alone + "Cd")) {
        Set<String> expected = defined(text);
        // Comparing first spares half a million assertions.
        if (!SearchTerms.of(text).equals(expected)) {
          assertThat(SearchTerms.of(text)).as("terms of '%s' (U+%04X)", text, c)
              .isEqualTo(expected);
        }
      }
    }
  }

  private static boolean isCharacter(int c) {
    int type = Character.getType(c);
    return type != Character.UNASSIGNED && type != Character.PRIVATE_USE;
  }

  @Test
  void everyTextFollowsTheDefinition() {
    forAll(strings(), text -> {
      assertThat(SearchTerms.of(text)).isEqualTo(defined(text));
    });
  }

  @Test
  void theOnlyTermOfATermIsTheTerm() {
    forAll(strings(), text -> {
      for (String token : SearchTerms.of(text)) {
        // A sigma at the end of a term may have been in the middle of a word of the text.
        if (!token.contains("σ") && !token.contains("ς")) {
          assertThat(SearchTerms.of(token)).containsExactly(token);
        }
      }
    });
  }

  /** The definition of the specification, implemented literally. */
  private static Set<String> defined(String text) {
    String decomposed = decomposed(text);
    StringBuilder bare = new StringBuilder();
    for (int i = 0; i < decomposed.length(); i = decomposed.offsetByCodePoints(i, 1)) {
      if (!DIACRITICS.get(decomposed.codePointAt(i))) {
        bare.appendCodePoint(decomposed.codePointAt(i));
      }
    }
    Set<String> terms =
        new HashSet<>(List.of(BETWEEN.split(bare.toString().toLowerCase(Locale.ROOT))));
    terms.remove("");
    return terms;
  }

  private static String decomposed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD);
  }

  private static BitSet diacritics() {
    try (InputStream in = SearchTermsTest.class.getResourceAsStream("../diacritic-ranges.json")) {
      String json = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      BitSet all = new BitSet();
      var range = Pattern.compile("\\[(\\d+),(\\d+)]").matcher(json);
      while (range.find()) {
        all.set(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)) + 1);
      }
      assertThat(all.cardinality()).isEqualTo(1247);
      return all;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
