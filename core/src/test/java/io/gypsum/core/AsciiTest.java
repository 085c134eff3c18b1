package io.gypsum.core;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AsciiTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a/B-1", "\0\u007f"})
  void asciiIsRecognized(String text) {
    assertThat(Ascii.isAscii(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0080", "a\u00e9", "e\u0301x", "\ud83d\ude00"})
  void anyOtherCharIsRecognized(String text) {
    assertThat(Ascii.isAscii(text)).isFalse();
  }
}
