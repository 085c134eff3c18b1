package io.gypsum.client.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
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
  void aFullDiskIsReportedAndNotRetried() {
    RequestFailedException failure =
        HttpErrors.ofStatus("send x", 507, "the server's disk is full: cannot write 'x'", null);
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.NO_SPACE);
    assertThat(failure.isRetryable()).isFalse();
    assertThat(failure).hasMessageContaining("the server's disk is full: cannot write 'x'");
    assertThat(HttpErrors.ofStatus("send x", 507, null, null))
        .hasMessageContaining("the server's disk is full");
    assertThat(HttpErrors.ofStatus("send x", 503, null, null).isRetryable()).isTrue();
  }

  @Test
  void ignoresAMalformedRetryAfter() {
    assertThat(ErrorResponse.parseRetryAfter("soon", clock)).isNull();
    assertThat(ErrorResponse.parseRetryAfter("-1", clock)).isNull();
    assertThat(ErrorResponse.parseRetryAfter("99999999999999", clock)).isNull();
  }
}
