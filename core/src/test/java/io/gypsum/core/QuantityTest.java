package io.gypsum.core;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
      "0,0", "500,500", "500B,500", "10kB,10000", "10KB,10000", "10GB,10000000000",
      "10 gb,10000000000",
      "5GiB,5368709120", "5Gi,5368709120", "1.5TB,1500000000000", "0.5KiB,512", "1.9999,1",
      "7EiB,8070450532247928832", "9223372036854775807,9223372036854775807"})
  void sizesMayHaveUnits(String text, long bytes) {
    assertThat(Quantity.parseSize(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "GB", "-1", "1iB", "10XB", "1e3", "1,000", "10  GB", "8EiB",
          "9223372036854775808", "١GB"})
  void otherTextsAreNotSizes(String text) {
    assertThatThrownBy(() -> Quantity.parseSize(text)).isInstanceOf(GypsumException.class)
        .hasMessageContaining("10GB, 5GiB or 500");
  }

  @ParameterizedTest
  @CsvSource({
      "0,0 B", "999,999 B", "1000,1 kB", "76560,76.6 kB", "999600,1 MB", "10000000000,10 GB",
      "9223372036854775807,9.2 EB"})
  void formattedSizesHaveAtMostThreeDigitsAndADecimalUnit(long bytes, String text) {
    assertThat(Quantity.formatSize(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
      "0s,PT0S", "500ms,PT0.5S", "2s,PT2S", "2 s,PT2S", "30m,PT30M", "24h,PT24H", "1.5h,PT1H30M",
      "7d,P7D", "0.000000001s,PT0.000000001S", "999999d,P999999D", "PT1H30M,PT1H30M", "p7d,P7D",
      "-PT1S,-PT1S"})
  void durationsHaveAUnitOrAreIso8601(String text, Duration duration) {
    assertThat(Quantity.parseDuration(text)).isEqualTo(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "h", "-1d", "2w", "1D", "2M", "1h30m", "1e3s", "1,5h", "2  s", "9999999d",
          "PT", "P99999999999999999999D", "٢s"})
  void otherTextsAreNotDurations(String text) {
    assertThatThrownBy(() -> Quantity.parseDuration(text)).isInstanceOf(GypsumException.class)
        .hasMessageContaining("2s, 30m, 24h, 7d or PT1H30M");
  }
}
