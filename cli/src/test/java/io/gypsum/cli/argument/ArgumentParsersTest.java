package io.gypsum.cli.argument;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Uploader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArgumentParsersTest {
  private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

  private static final Uploader FULL =
      new Uploader("ulf", "a=b", "v1", OffsetDateTime.parse("2030-01-31T12:00:00+01:00"), true);

  @Test
  void uploadersAreJsonOrTheShortForm() {
    assertThat(
        ArgumentParsers.parseUploader(
            " {\"id\":\"ulf\",\"asset\":\"a=b\",\"version\":\"v1\","
                + "\"until\":\"2030-01-31T12:00:00+01:00\",\"trusted\":true}",
            NOW))
        .isEqualTo(FULL);
    assertThat(
        ArgumentParsers
            .parseUploader("ulf,asset=a=b,version=v1,until=2030-01-31T12:00:00+01:00,trusted", NOW))
        .isEqualTo(FULL);
    assertThat(ArgumentParsers.parseUploader("ulf", NOW))
        .isEqualTo(new Uploader("ulf", null, null, null, null));
  }

  @Test
  void untilADateMeansTheEndOfThatDay() {
    assertThat(ArgumentParsers.parseUploader("ulf,until=2030-01-31", NOW).until())
        .isEqualTo("2030-01-31T23:59:59Z");
  }

  @Test
  void untilMayBeADurationFromNow() {
    assertThat(ArgumentParsers.parseUploader("ulf,until=30d", NOW.plusNanos(1)).until())
        .isEqualTo("2030-03-02T12:00:00Z");
    assertThatThrownBy(() -> ArgumentParsers.parseUploader("ulf,until=tomorrow", NOW))
        .hasMessageContainingAll("'tomorrow' is not a date", "until=2030-01-31", "until=30d");
  }

  @Test
  void severalUploadersAreAJsonArray() {
    assertThat(ArgumentParsers.parseUploaders("[]")).isEmpty();
    assertThat(ArgumentParsers.parseUploaders("[{\"id\":\"ulf\"}]"))
        .isEqualTo(List.of(new Uploader("ulf", null, null, null, null)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",trusted", "asset=a", "ulf,", "ulf,trusted=yes", "ulf,asset=",
          "ulf,until=soon",
          "ulf,colour=red", "{", "{\"asset\":\"a\"}", "{\"id\":1}"})
  void otherTextsAreNotUploaders(String text) {
    assertThatThrownBy(() -> ArgumentParsers.parseUploader(text, NOW))
        .isInstanceOf(GypsumException.class);
  }
}
