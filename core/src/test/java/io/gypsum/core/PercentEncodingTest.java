package io.gypsum.core;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PercentEncodingTest {
  @Test
  void encodesEverythingExceptUnreservedCharacters() {
    assertThat(PercentEncoding.encode("a/b +c%é.~_-Z9")).isEqualTo("a%2Fb%20%2Bc%25%C3%A9.~_-Z9");
  }

  @Test
  void decodingRestoresEveryEncodedText() {
    Random random = new Random(20261129);
    for (int i = 0; i < 2000; i++) {
      // Unpaired surrogates have no UTF-8 form, so the text is normalized through UTF-8 first.
      byte[] bytes = text(random).getBytes(StandardCharsets.UTF_8);
      String text = new String(bytes, StandardCharsets.UTF_8);
      String encoded = PercentEncoding.encode(text);
      assertThat(encoded).matches("[A-Za-z0-9%._~-]*");
      assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(text);
      assertThat(PercentEncoding.decode(encoded, false)).isEqualTo(text);
      assertThat(PercentEncoding.decode(encoded, true)).isEqualTo(text);
    }
  }

  /** A text of up to 40 characters: ASCII, Latin, any other, or an unpaired surrogate. */
  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int[] bounds = {0x80, 0x250, 0x10000, 0x110000};
    for (int left = random.nextInt(40); left > 0; left--) {
      text.appendCodePoint(random.nextInt(bounds[random.nextInt(bounds.length)]));
    }
    return text.toString();
  }

  @Test
  void aPlusSignIsASpaceOnlyInAQuery() {
    assertThat(PercentEncoding.decode("a+b%2Bc", false)).isEqualTo("a+b+c");
    assertThat(PercentEncoding.decode("a+b%2Bc", true)).isEqualTo("a b+c");
  }

  @Test
  void rawBytesAreReadAsUtf8() {
    assertThat(PercentEncoding.decode("\u00c3\u00a9", false)).isEqualTo("é");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%", "a%2", "%zz", "%+1", "%C3", "%ff", "\u00ff", "é\u20ac", "%\uff11\uff11"})
  void malformedTextIsRejected(String text) {
    assertThatThrownBy(() -> PercentEncoding.decode(text, false))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
  }
}
