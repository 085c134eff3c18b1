package io.gypsum.core;

import java.nio.charset.StandardCharsets;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PrintableTest {
  @Test
  void ordinaryTextIsShownAsItIs() {
    assertThat(Printable.value("naïve 😀 €")).isEqualTo("naïve 😀 €");
  }

  @Test
  void controlCharactersAndHalfPairsAreReplaced() {
    assertThat(Printable.value("a\0b\nc\u007fd\u0085e\ud800f\udc00")).isEqualTo("a�b�c�d�e�f�");
  }

  @Test
  void aLongValueIsCutAndEndsInAnEllipsis() {
    assertThat(Printable.value("x".repeat(100))).isEqualTo("x".repeat(100));
    assertThat(Printable.value("x".repeat(101))).isEqualTo("x".repeat(100) + "…");
  }

  @Test
  void aPairIsNeverCutInTwo() {
    assertThat(Printable.value("x".repeat(99) + "😀")).isEqualTo("x".repeat(99) + "…");
    assertThat(Printable.value("x".repeat(98) + "😀")).isEqualTo("x".repeat(98) + "😀");
  }

  @Property(tries = 300)
  void whatIsShownIsShortAndFitsUtf8(
      @ForAll String text, @ForAll @IntRange(min = 0, max = 40) int maxChars) {
    String shown = Printable.text(text, maxChars);
    assertThat(shown.length()).isLessThanOrEqualTo(maxChars + 1);
    assertThat(new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(shown);
  }
}
