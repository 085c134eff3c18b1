package io.gypsum.server.catalog;

import java.time.Duration;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.server.testing.TestClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailureDelayTest {
  private final TestClock clock = new TestClock();
  private final FailureDelay delay = new FailureDelay(clock);

  @Test
  void theDelayGrowsToItsMaximumAndEndsWithASuccess() {
    long last = 0;
    for (int i = 0; i < 100; i++) {
      delay.failed(new IllegalStateException("secret"));
      long seconds = 0;
      for (; delay.current() != null; seconds++) {
        clock.advance(Duration.ofSeconds(1));
      }
      // Each delay is chosen between half of its maximum and the maximum.
      assertThat(seconds).isBetween(Math.min(5, last), FailureDelay.MAX.toSeconds());
      last = seconds;
    }
    assertThat(last).isGreaterThanOrEqualTo(FailureDelay.MAX.toSeconds() / 2);

    delay.failed(new IllegalStateException("secret"));
    delay.succeeded();
    assertThat(delay.current()).isNull();
  }

  @Test
  void onlyMessagesForUsersAreRepeated() {
    delay.failed(new IllegalStateException("secret"));
    assertThat(delay.current()).hasMessageNotContaining("secret");
    delay.failed(new GypsumException(Kind.NO_SPACE, "full"));
    assertThat(delay.current()).hasMessageContaining("full")
        .extracting(GypsumException::kind)
        .isEqualTo(Kind.NO_SPACE);
  }
}
