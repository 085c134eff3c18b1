package io.gypsum.store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NameFoldingTest {
  @ParameterizedTest
  @CsvSource({
      "a, A, true, false", "stra\u00dfe, STRASSE, true, false", "\u212a, k, true, false",
      "\u00e9, e\u0301, false, true", "\u212b, \u00e5, true, false", "\u212b, A\u030a, false, true",
      "\u00c9, e\u0301, false, false", "a, b, false, false", "d/\u00c9, D/\u00e9, true, false"})
  void namesAreOneIfTheyDifferOnlyInWhatIsIgnored(
      String one, String other, boolean inCase, boolean inForm) {
    assertThat(one.equals(other)).isFalse();
    assertOne(new NameFolding(true, false), one, other, inCase);
    assertOne(new NameFolding(false, true), one, other, inForm);
    assertOne(NameFolding.NONE, one, other, false);
  }

  @ParameterizedTest
  @CsvSource({"\u00c9, e\u0301", "\u212b, \u00e5", "STRASSE, stra\u00dfe"})
  void bothDifferencesCanBeIgnoredTogether(String one, String other) {
    assertOne(new NameFolding(true, true), one, other, true);
  }

  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void asciiIsFoldedInTheSameWayWithAndWithoutOtherChars(boolean inCase, boolean inForm) {
    NameFolding folding = new NameFolding(inCase, inForm);
    for (char c = 0; c < 0x80; c++) {
      assertThat(folding.fold("\u00e9" + c))
          .isEqualTo(folding.fold("\u00e9") + folding.fold("" + c));
    }
  }

  @Test
  void combiningAccentsAreVisibleInMessages() {
    assertThat(NameFolding.visible("caf\u00e9")).isEqualTo("caf\u00e9");
    assertThat(NameFolding.visible("cafe\u0301")).isEqualTo("cafe\\u0301");
  }

  @Test
  void theWarningNamesWhatIsIgnored() {
    assertThat(NameFolding.NONE.warning()).isEmpty();
    assertThat(new NameFolding(true, false).warning().orElseThrow())
        .startsWith("the disk of the store ignores case in file names");
    assertThat(new NameFolding(false, true).warning().orElseThrow())
        .contains("ignores Unicode normalization in");
    assertThat(new NameFolding(true, true).warning().orElseThrow())
        .contains("ignores case and Unicode normalization in");
  }

  private static void assertOne(
      NameFolding folding, String one, String other, boolean expected) {
    assertThat(folding.fold(one).equals(folding.fold(other))).as(folding.toString())
        .isEqualTo(expected);
  }
}
