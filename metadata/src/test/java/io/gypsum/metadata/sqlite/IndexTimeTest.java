package io.gypsum.metadata.sqlite;

import java.time.DateTimeException;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IndexTimeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
          "1970-01-01T00:00:00Z", "2023-01-01T18:46:49.293Z", "2026-02-28T23:59:59.999999Z",
          "1969-12-31T23:59:59.001Z", "9999-12-31T23:59:59Z"})
  void timesAreExactToTheMicrosecond(String time) {
    assertThat(IndexTime.toInstant(IndexTime.toSeconds(Instant.parse(time))))
        .isEqualTo(Instant.parse(time));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1e300})
  void numbersThatAreNotTimesAreRefused(double seconds) {
    assertThatThrownBy(() -> IndexTime.toInstant(seconds)).isInstanceOf(DateTimeException.class);
  }

  @Test
  void theMostDistantTimesCanBeConverted() {
    assertThat(IndexTime.toSeconds(Instant.MIN)).isLessThan(IndexTime.toSeconds(Instant.EPOCH));
    assertThat(IndexTime.toSeconds(Instant.MAX)).isGreaterThan(1e15);
  }
}
