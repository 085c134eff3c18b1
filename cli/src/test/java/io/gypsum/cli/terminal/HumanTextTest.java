package io.gypsum.cli.terminal;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HumanTextTest {
  @Test
  void sizesHaveAtMostThreeDigitsAndADecimalUnit() {
    assertThat(HumanText.bytes(999)).isEqualTo("999 B");
    assertThat(HumanText.bytes(1000)).isEqualTo("1 kB");
    assertThat(HumanText.bytes(76_560)).isEqualTo("76.6 kB");
    assertThat(HumanText.bytes(999_600)).isEqualTo("1 MB");
    assertThat(HumanText.bytes(10_000_000_000L)).isEqualTo("10 GB");
    assertThat(HumanText.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
  }

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
