package io.gypsum.core;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void controlCharactersAndHalfPairsAreEscaped() {
    assertThat(Printable.value("a\0b\nc\rd\te\u007ff\u0085g\u001b[31mh\ud800i\udc00"))
        .isEqualTo(
            "a\\u0000b\\nc\\rd\\te\\u007ff\\u0085g\\u001b[31mh\\ud800i\\udc00");
  }

  @Test
  void everyControlOfC0AndC1AndOfTheTextDirectionIsEscaped() {
    Stream
        .of(
            IntStream.range(0, 0x20), IntStream.range(0x7f, 0xa0),
            IntStream.rangeClosed(0x202a, 0x202e), IntStream.rangeClosed(0x2066, 0x2069),
            IntStream.of(0x61c, 0x200e, 0x200f))
        .flatMapToInt(codes -> codes)
        .forEach(PrintableTest::assertEscaped);
  }

  @Test
  void charactersThatCannotBeSeenAndSeparatorsOfLinesAreEscaped() {
    IntStream
        .of(
            0xad, 0x34f, 0x115f, 0x180e, 0x200b, 0x200c, 0x200d, 0x2028, 0x2029, 0x2060, 0x3164,
            0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xe0001, 0xe0041, 0xe0100)
        .forEach(PrintableTest::assertEscaped);
  }

  private static void assertEscaped(int c) {
    String text = "a" + Character.toString(c) + "b";
    assertThat(Printable.line(text)).as("U+%04X", c).matches("a(\\\\(n|r|t|u[0-9a-f]{4}))+b");
    assertThat(Printable.isPrintable(text)).as("U+%04X", c).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"é", "e\u0301", "naïve 数据 データ", "شبكة", "می\u200cخواهم", "क्\u200dष", "👩\u200d🔬",
          "❤\ufe0f\u200d🔥", "葛\udb40\udd00", "\u0600\u0661", "a\u00a0b", "\\u001b"})
  void textOfEveryScriptIsUnchanged(String text) {
    assertThat(Printable.line(text)).isEqualTo(text);
    assertThat(Printable.isPrintable(text)).isTrue();
  }

  @Test
  void escapedTextIsPrintableAndNotEscapedAgain() {
    forAll(300, strings(), text -> {
      String shown = Printable.line(text);
      assertThat(Printable.isPrintable(shown)).isTrue();
      assertThat(Printable.line(shown)).isEqualTo(shown);
    });
  }

  @Test
  void anEscapeIsNeverSplit() {
    assertThat(Printable.text("abc\u001b", 9)).isEqualTo("abc\\u001b");
    assertThat(Printable.text("abc\u001b", 8)).isEqualTo("abc…");
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
