package io.gypsum.client.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorResponseTest {
  private final Clock clock = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);

  @Test
  void readsRetryAfterInSeconds() {
    assertThat(ErrorResponse.parseRetryAfter(" 120 ", clock)).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void readsRetryAfterAsADate() {
    assertThat(ErrorResponse.parseRetryAfter("Sun, 01 Mar 2026 10:00:30 GMT", clock))
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aPastDateMeansNoWait() {
    assertThat(ErrorResponse.parseRetryAfter("Sun, 01 Mar 2026 09:00:00 GMT", clock))
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void ignoresAMalformedRetryAfter() {
    assertThat(ErrorResponse.parseRetryAfter("soon", clock)).isNull();
    assertThat(ErrorResponse.parseRetryAfter("-1", clock)).isNull();
    assertThat(ErrorResponse.parseRetryAfter("99999999999999", clock)).isNull();
  }
}
