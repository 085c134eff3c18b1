package io.gypsum.cli.argument;

import java.time.Instant;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TimeArgumentTest {
  private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
      "30m,2030-01-31T11:30:00Z", "12h,2030-01-31T00:00:00Z", "2d,2030-01-29T12:00:00Z",
      "2030-01-30,2030-01-30T00:00:00Z", "2030-01-30T01:00:00+01:00,2030-01-30T00:00:00Z"})
  void parsesAgesDaysAndTimes(String text, Instant time) {
    assertThat(TimeArgument.parseSince(text, NOW)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2w", "-1d", "2030-02-30", "2030", "9999999d"})
  void rejectsOtherTexts(String text) {
    assertThatThrownBy(() -> TimeArgument.parseSince(text, NOW)).isInstanceOf(GypsumException.class)
        .hasMessageContaining("12h");
  }
}
