package io.gypsum.core.concurrent;

import java.time.Duration;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SleeperTest {
  @Test
  void theSystemSleeperWaits() throws InterruptedException {
    long start = System.nanoTime();
    Sleeper.SYSTEM.sleep(Duration.ofMillis(2));
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_000_000);
  }

  @Test
  void anInterruptIsTranslatedAndStaysSet() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(
        () -> Sleeper.SYSTEM.sleep(Duration.ofDays(1), OnInterrupt.unavailable("it stops")))
        .isInstanceOf(GypsumException.class)
        .hasMessage("it stops")
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
