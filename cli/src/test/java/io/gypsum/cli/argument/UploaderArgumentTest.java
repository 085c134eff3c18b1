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

class UploaderArgumentTest {
  private static final Uploader FULL =
      new Uploader("ulf", "a=b", "v1", OffsetDateTime.parse("2030-01-31T12:00:00+01:00"), true);

  @Test
  void parsesJsonAndTheShortForm() {
    assertThat(
        UploaderArgument.parse(
            " {\"id\":\"ulf\",\"asset\":\"a=b\",\"version\":\"v1\","
                + "\"until\":\"2030-01-31T12:00:00+01:00\",\"trusted\":true}"))
        .isEqualTo(FULL);
    assertThat(
        UploaderArgument.parse("ulf,asset=a=b,version=v1,until=2030-01-31T12:00:00+01:00,trusted"))
        .isEqualTo(FULL);
    assertThat(UploaderArgument.parse("ulf"))
        .isEqualTo(new Uploader("ulf", null, null, null, null));
  }

  @Test
  void untilADateMeansTheEndOfThatDay() {
    assertThat(UploaderArgument.parse("ulf,until=2030-01-31").until())
        .isEqualTo("2030-01-31T23:59:59Z");
  }

  @Test
  void parsesAnArray() {
    assertThat(UploaderArgument.parseList("[]")).isEmpty();
    assertThat(UploaderArgument.parseList("[{\"id\":\"ulf\"}]"))
        .isEqualTo(List.of(new Uploader("ulf", null, null, null, null)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",trusted", "asset=a", "ulf,", "ulf,trusted=yes", "ulf,asset=",
          "ulf,until=soon",
          "ulf,colour=red", "{", "{\"asset\":\"a\"}", "{\"id\":1}"})
  void rejectsOtherTexts(String text) {
    assertThatThrownBy(() -> UploaderArgument.parse(text)).isInstanceOf(GypsumException.class);
  }
}
