package io.gypsum.core;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

import io.gypsum.core.document.DocumentGenerators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.integers;
import static io.gypsum.core.property.Generators.strings;
import static org.assertj.core.api.Assertions.assertThat;

class TimestampsTest {
  @ParameterizedTest
  @CsvSource({
      "2024-02-29T01:02:03Z,2024-02-29T01:02:03Z", "2024-02-29t01:02:03z,2024-02-29T01:02:03Z",
      "2024-02-29 01:02:03Z,2024-02-29T01:02:03Z", "2024-02-29 01:02:03z,2024-02-29T01:02:03Z",
      "2024-02-29T01:02:03+00:00,2024-02-29T01:02:03Z",
      "2024-02-29T01:02:03-00:00,2024-02-29T01:02:03Z",
      "2024-02-29T01:02:03+05:45,2024-02-28T19:17:03Z",
      "2024-02-29T01:02:03-08:00,2024-02-29T09:02:03Z",
      "2024-02-29T01:02:03+14:00,2024-02-28T11:02:03Z",
      "2024-02-29T01:02:03+18:00,2024-02-28T07:02:03Z",
      "2024-02-29T01:02:00Z,2024-02-29T01:02:00Z", "2024-02-29T00:00:00.000Z,2024-02-29T00:00:00Z",
      "2000-02-29T00:00:00Z,2000-02-29T00:00:00Z", "1970-01-01T00:00:00Z,1970-01-01T00:00:00Z",
      "0000-01-01T00:00:00Z,0000-01-01T00:00:00Z",
      "9999-12-31T23:59:59.999Z,9999-12-31T23:59:59.999Z",
      "9999-12-31T23:59:59-08:00,+10000-01-01T07:59:59Z",
      "2024-02-29T01:02:03,2024-02-29T01:02:03Z", "2024-02-29t01:02:03.5,2024-02-29T01:02:03.5Z",
      "2024-02-29 01:02:03,2024-02-29T01:02:03Z", "2016-12-31T23:59:60,2017-01-01T00:00:00Z"})
  void everyFormOfADateTimeIsParsedAndWithoutOffsetItIsInUtc(String text, Instant expected) {
    OffsetDateTime time = Timestamps.parse(text);
    assertThat(time).as(text).isNotNull();
    assertThat(time.toInstant()).isEqualTo(expected);
  }

  @Test
  void aFractionMayHaveAnyNumberOfDigits() {
    forAll(100, integers(1, 20), digits -> {
      String fraction = "12345678912345678912".substring(0, digits);
      OffsetDateTime time = Timestamps.parse("2024-02-29T01:02:03." + fraction + "Z");
      assertThat(time).isNotNull();
      assertThat(time.getNano())
          .isEqualTo(Integer.parseInt((fraction + "00000000").substring(0, 9)));
    });
  }

  @ParameterizedTest
  @CsvSource({
      "2016-12-31T23:59:60Z,2017-01-01T00:00:00Z", "2016-12-31T23:59:60.5Z,2017-01-01T00:00:00.5Z",
      "1990-12-31T15:59:60-08:00,1991-01-01T00:00:00Z",
      "2015-07-01T05:29:60+05:30,2015-07-01T00:00:00Z",
      "2012-06-30 23:59:60z,2012-07-01T00:00:00Z"})
  void aLeapSecondIsParsedAsTheNextSecond(String text, Instant expected) {
    OffsetDateTime time = Timestamps.parse(text);
    assertThat(time).isNotNull();
    assertThat(time.toInstant()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "Z", "now", "2024", "2024-02-29", "01:02:03Z", "2024-02-29T01:02", "2024-02-29T01:02Z",
      "2024-02-29T01:02:03.Z", "2024-02-29T01:02:03.", "2024-02-29T01:02:03+",
      "2024-02-29T01:02:03,5Z", "2024-02-29T1:02:03Z",
      "24-02-29T01:02:03Z",
      "2024-2-29T01:02:03Z", "20240229T010203Z", "2024-02-29_01:02:03Z", "2024-02-29  01:02:03Z",
      " 2024-02-29T01:02:03Z", "2024-02-29T01:02:03Z ", "2024-02-29T01:02:03Z\n",
      "2024-02-29T01:02:03ZZ",
      "2024-02-29T01:02:03+0100", "2024-02-29T01:02:03+01", "2024-02-29T01:02:03+1:00",
      "2024-02-29T01:02:03 Z",
      "2024-02-29T01:02:03UTC", "2024-02-29T01:02:03[UTC]", "2024-02-29T01:02:03Z[UTC]",
      "2024-02-29T01:02:03+01:60", "2024-02-29T01:02:03+19:00", "2024-02-29T01:02:03+24:00",
      "2023-02-29T01:02:03Z", "1900-02-29T00:00:00Z", "2024-02-30T01:02:03Z",
      "2024-04-31T01:02:03Z",
      "2024-00-01T01:02:03Z", "2024-13-01T01:02:03Z", "2024-01-00T01:02:03Z",
      "2024-01-32T01:02:03Z",
      "2024-01-01T24:00:00Z", "2024-01-01T25:00:00Z", "2024-01-01T23:60:00Z",
      "2024-01-01T23:59:61Z",
      "2024-01-01T10:10:60Z", "2024-01-01T23:59:60Z", "2016-12-31T23:59:60-08:00",
      "9999-12-31T23:59:60Z",
      "+2024-01-01T00:00:00Z", "-2024-01-01T00:00:00Z", "12024-01-01T00:00:00Z",
      "２０２４-01-01T00:00:00Z",
      "2024-01-01T00:00:00−08:00",
      "2024-02-29T01:02:03.00000000000000000000000000000000000000000000000000Z"})
  void otherTextsAreNotDateTimes(String text) {
    assertThat(Timestamps.parse(text)).as(text).isNull();
  }

  @ParameterizedTest
  @CsvSource({
      "2024-02-29T01:02:03Z,2024-02-29T01:02:03.000Z",
      "2024-02-29T01:02:03.1Z,2024-02-29T01:02:03.100Z",
      "2024-02-29T01:02:03.999999999Z,2024-02-29T01:02:03.999Z",
      "1969-12-31T23:59:59.9999Z,1969-12-31T23:59:59.999Z",
      "0000-01-01T00:00:00Z,0000-01-01T00:00:00.000Z",
      "9999-12-31T23:59:59.999Z,9999-12-31T23:59:59.999Z"})
  void timesAreWrittenWithMillisecondsAndZ(Instant time, String expected) {
    assertThat(Timestamps.format(time)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
      "2024-02-29T01:02:00Z,2024-02-29T01:02:00Z", "2024-02-29 01:02:00-00:00,2024-02-29T01:02:00Z",
      "2024-02-29T01:02:00,2024-02-29T01:02:00Z",
      "2024-02-29t01:02:03.1200-08:00,2024-02-29T01:02:03.12-08:00"})
  void anOffsetTimeIsFormattedWithItsOffset(String text, String expected) {
    OffsetDateTime time = Timestamps.parse(text);
    assertThat(time).isNotNull();
    assertThat(Timestamps.format(time)).isEqualTo(expected);
  }

  @Test
  void aFormattedTimeIsParsedToTheSame() {
    forAll(300, DocumentGenerators.offsetTimes(), time -> {
      assertThat(Timestamps.parse(Timestamps.format(time))).isEqualTo(time);
      Instant instant = time.toInstant();
      OffsetDateTime again = Timestamps.parse(Timestamps.format(instant));
      assertThat(again).isNotNull();
      assertThat(again.toInstant()).isEqualTo(instant.truncatedTo(ChronoUnit.MILLIS));
    });
  }

  @Test
  void randomTextIsNotADateTime() {
    forAll(300, strings(), text -> {
      assertThat(Timestamps.parse(text)).isNull();
    });
  }
}
