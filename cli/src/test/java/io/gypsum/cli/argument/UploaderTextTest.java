package io.gypsum.cli.argument;

import java.time.OffsetDateTime;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Uploader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UploaderTextTest {
  private static final Uploader FULL =
      new Uploader("ulf", "a=b", "v1", OffsetDateTime.parse("2030-01-31T12:00:00+01:00"), true);

  @Test
  void readsJsonAndTheShortForm() {
    assertThat(
        UploaderText.parse(
            " {\"id\":\"ulf\",\"asset\":\"a=b\",\"version\":\"v1\","
                + "\"until\":\"2030-01-31T12:00:00+01:00\",\"trusted\":true}"))
        .isEqualTo(FULL);
    assertThat(
        UploaderText.parse("ulf,asset=a=b,version=v1,until=2030-01-31T12:00:00+01:00,trusted"))
        .isEqualTo(FULL);
    assertThat(UploaderText.parse("ulf")).isEqualTo(new Uploader("ulf", null, null, null, null));
  }

  @Test
  void aDayHoldsToItsEnd() {
    assertThat(UploaderText.parse("ulf,until=2030-01-31").until())
        .isEqualTo("2030-01-31T23:59:59Z");
  }

  @Test
  void readsAnArray() {
    assertThat(UploaderText.parseList("[]")).isEmpty();
    assertThat(UploaderText.parseList("[{\"id\":\"ulf\"}]"))
        .isEqualTo(List.of(new Uploader("ulf", null, null, null, null)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",trusted", "asset=a", "ulf,", "ulf,trusted=yes", "ulf,asset=",
          "ulf,until=soon",
          "ulf,colour=red", "{", "{\"asset\":\"a\"}", "{\"id\":1}"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> UploaderText.parse(text)).isInstanceOf(GypsumException.class);
  }
}
