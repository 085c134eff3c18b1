package io.gypsum.client.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
      "403,locked,LOCKED", "403,forbidden,FORBIDDEN", "403,,FORBIDDEN", "403,not-found,FORBIDDEN",
      "403,new-kind,FORBIDDEN", "400,not-found,NOT_FOUND", "400,invalid,INVALID",
      "400,forbidden,INVALID", "404,not-found,NOT_FOUND", "404,invalid,NOT_FOUND",
      "401,unauthenticated,UNAUTHENTICATED", "413,too-large,TOO_LARGE", "503,busy,BUSY",
      "503,unavailable,UNAVAILABLE", "503,,BUSY", "429,busy,BUSY", "500,corrupt,CORRUPT",
      "500,internal,UNAVAILABLE", "507,no-space,NO_SPACE", "409,locked,LOCKED"})
  void theReportedKindIsUsedIfItFitsTheStatus(
      int status, String code, GypsumException.Kind expected) {
    RequestFailedException failure =
        HttpErrors.builderOfStatus("send x", status, "no", code, null).build();
    assertThat(failure.kind()).isEqualTo(expected);
    assertThat(failure.isRetryable())
        .as("whether it is retried depends on the status only")
        .isEqualTo(HttpErrors.ofStatus("send x", status, "no", null).isRetryable());
  }

  @Test
  void onlyAnUnexplainedRefusalMayBeALock() {
    assertThat(HttpErrors.ofStatus("send x", 403, "no", null).mayBeLocked()).isTrue();
    for (String code : new String[] {"locked", "forbidden"}) {
      assertThat(HttpErrors.builderOfStatus("send x", 403, "no", code, null).build().mayBeLocked())
          .isFalse();
    }
  }
}
