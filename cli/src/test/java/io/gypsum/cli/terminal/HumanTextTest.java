package io.gypsum.cli.terminal;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HumanTextTest {
  @Test
  void durationsHaveTwoUnitsAndAreRoundedUp() {
    assertThat(HumanText.duration(Duration.ZERO)).isEqualTo("0 s");
    assertThat(HumanText.duration(Duration.ofNanos(1))).isEqualTo("1 s");
    assertThat(HumanText.duration(Duration.ofMillis(59_001))).isEqualTo("1 min");
    assertThat(HumanText.duration(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
    assertThat(HumanText.duration(Duration.ofSeconds(3599))).isEqualTo("59 min 59 s");
    assertThat(HumanText.duration(Duration.ofSeconds(3601))).isEqualTo("1 h 1 min");
    assertThat(HumanText.duration(Duration.ofSeconds(86_399))).isEqualTo("1 d");
    assertThat(HumanText.duration(Duration.ofHours(49))).isEqualTo("2 d 1 h");
  }
}
