package io.gypsum.cli.argument;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SizeArgumentTest {
  @ParameterizedTest
  @CsvSource({
      "0,0", "500,500", "500B,500", "10kB,10000", "10KB,10000", "10GB,10000000000",
      "10 gb,10000000000",
      "5GiB,5368709120", "5Gi,5368709120", "1.5TB,1500000000000", "0.5KiB,512", "1.9999,1",
      "7EiB,8070450532247928832", "9223372036854775807,9223372036854775807"})
  void parsesSizesWithUnits(String text, long bytes) {
    assertThat(SizeArgument.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "GB", "-1", "1iB", "10XB", "1e3", "1,000", "10  GB", "8EiB",
          "9223372036854775808", "١GB"})
  void rejectsOtherTexts(String text) {
    assertThatThrownBy(() -> SizeArgument.parse(text)).isInstanceOf(GypsumException.class)
        .hasMessageContaining("10GB, 5GiB or 500");
  }
}
