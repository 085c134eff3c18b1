package io.gypsum.core;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PastTimeTest {
  private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
      "30m,2030-01-31T11:30:00Z", "12h,2030-01-31T00:00:00Z", "2d,2030-01-29T12:00:00Z",
      "90s,2030-01-31T11:58:30Z", "1.5h,2030-01-31T10:30:00Z",
      "PT1H,2030-01-31T11:00:00Z",
      "2030-01-30,2030-01-30T00:00:00Z", "2030-01-30T01:00:00+01:00,2030-01-30T00:00:00Z"})
  void sinceIsAnAgeADayOrATime(String text, Instant time) {
    assertThat(PastTime.since(text, NOW)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2w", "-1d", "2030-02-30", "2030", "9999999d", "-PT1H",
      "PT9999999999999H"})
  void otherTextsAreNotTimes(String text) {
    assertThatThrownBy(() -> PastTime.since(text, NOW))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("12h");
  }

  @Test
  void untilADayIncludesTheDay() {
    assertThat(PastTime.until("2030-01-30", NOW))
        .isEqualTo(Instant.parse("2030-01-30T23:59:59.999Z"));
    assertThat(PastTime.until("2d", NOW)).isEqualTo(PastTime.since("2d", NOW));
  }
}
