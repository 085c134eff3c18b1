package io.gypsum.cli.terminal;

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
}
