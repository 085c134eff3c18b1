package io.gypsum.core.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.integers;
import static io.gypsum.core.property.Generators.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/** Numbers in all their forms. */
class NumberTest {
  @ParameterizedTest
  @CsvSource({
      "12,12", "12.0,12", "12.000,12", "1.2e1,12", "1.2E1,12", "1.2e+1,12", "120e-1,12",
      "0.12e2,12", "-12,-12",
      "-0,0", "0.0,0", "-0.0,0", "0e999999999,0", "1e0,1", "1e18,1000000000000000000",
      "10000000000.0,10000000000",
      "9223372036854775807,9223372036854775807", "9223372036854775807.0,9223372036854775807",
      "9.223372036854775807e18,9223372036854775807", "-9223372036854775808,-9223372036854775808",
      "9007199254740993,9007199254740993"})
  void aWholeNumberIsReadInAnyForm(String text, long value) {
    assertThat(whole(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "1e-1", "12.0000001", "9223372036854775808",
      "-9223372036854775809", "1e19", "1e39"})
  void aNumberThatIsNotWholeOrTooLargeIsRefused(String text) {
    assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> whole(text))
        .withMessageStartingWith("at the top: expected a whole number of at most 64 bits, found ");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "1e40", "1e999", "1e999999999", "-1e999999999", "1e-999999999", "1e2147483647",
      "1e2147483648", "1e-2147483648",
      "1e-2147483649", "1e9223372036854775807", "1e9223372036854775808",
      "1e99999999999999999999999",
      "1e-99999999999999999999999", "0.5e99999999999", "0e99999999999999999999", "1.5e-2147483647"})
  void aHugeExponentIsRefusedAtOnce(String text) {
    assertTimeout(
        Duration.ofSeconds(2),
        () -> assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> whole(text))
            .withMessage("at the top: the number is out of range"));
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 1000, 1_000_000})
  void aNumberOfVeryManyDigitsIsRefused(int digits) {
    for (String text : new String[] {"9".repeat(digits), "0." + "9".repeat(digits),
        "1e" + "9".repeat(digits)}) {
      assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> whole(text))
          .withMessageContaining("over a limit: Number value length");
    }
  }

  @Test
  void everyLongIsReadAsItWasWritten() {
    forAll(longs(), number -> {
      assertThat(JsonOutput.text(out -> out.writeNumber(number))).isEqualTo(Long.toString(number));
      assertThat(whole(Long.toString(number))).isEqualTo(number);
      assertThat(whole(number + ".00")).isEqualTo(number);
    });
  }

  @Test
  void theFormOfANumberDoesNotMatter() {
    forAll(500, longs(), integers(-18, 18), (unscaled, scale) -> {
      BigDecimal number = BigDecimal.valueOf(unscaled, scale);
      assertThat(number(number.toPlainString())).isEqualByComparingTo(number);
      assertThat(number(number.toString())).isEqualByComparingTo(number);
      assertThat(number(number.unscaledValue() + "e" + -scale)).isEqualByComparingTo(number);
      assertThat(JsonOutput.text(out -> out.writeNumber(number))).isEqualTo(number.toPlainString());
    });
  }

  private static long whole(String text) {
    return JsonInput.read(text.getBytes(StandardCharsets.UTF_8), JsonInput::wholeNumber);
  }

  private static BigDecimal number(String text) {
    return JsonInput.read(text.getBytes(StandardCharsets.UTF_8), JsonInput::number);
  }
}
