package io.gypsum.core;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.integers;
import static io.gypsum.core.property.Generators.strings;
import static org.assertj.core.api.Assertions.assertThat;

class PrintableTest {
  @Test
  void ordinaryTextIsNotChanged() {
    assertThat(Printable.value("naïve 😀 €")).isEqualTo("naïve 😀 €");
  }

  @Test
  void controlCharactersAndHalfPairsAreReplaced() {
    assertThat(Printable.value("a\0b\nc\u007fd\u0085e\ud800f\udc00")).isEqualTo("a�b�c�d�e�f�");
  }

  @Test
  void aLongValueIsTruncatedWithAnEllipsis() {
    assertThat(Printable.value("x".repeat(100))).isEqualTo("x".repeat(100));
    assertThat(Printable.value("x".repeat(101))).isEqualTo("x".repeat(100) + "…");
  }

  @Test
  void aSurrogatePairIsNeverSplit() {
    assertThat(Printable.value("x".repeat(99) + "😀")).isEqualTo("x".repeat(99) + "…");
    assertThat(Printable.value("x".repeat(98) + "😀")).isEqualTo("x".repeat(98) + "😀");
  }

  @Test
  void theResultIsShortAndEncodableInUtf8() {
    forAll(300, strings(), integers(0, 40), (text, maxChars) -> {
      String shown = Printable.text(text, maxChars);
      assertThat(shown.length()).isLessThanOrEqualTo(maxChars + 1);
      assertThat(new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
          .isEqualTo(shown);
    });
  }
}
