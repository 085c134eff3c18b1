package io.gypsum.server.file;

import java.time.Duration;
import java.time.Instant;

import io.gypsum.store.ETag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.longs;
import static io.gypsum.core.property.Generators.strings;
import static org.assertj.core.api.Assertions.assertThat;

class RequestConditionsTest {
  private static final ETag TAG = new ETag("abc");
  private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37.500Z");
  private static final String SAME = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT";
  private static final String LATER = "Sun, 06 Nov 1994 08:49:38 GMT";

  @ParameterizedTest
  @CsvSource(
      value = {
          "\"abc\" | NOT_MODIFIED", "W/\"abc\" | NOT_MODIFIED", "* | NOT_MODIFIED",
          "\"x\", \"abc\" | NOT_MODIFIED", "\"x\",W/\"abc\" | NOT_MODIFIED",
          ", ,\"abc\" | NOT_MODIFIED",
          "\"x\" | PROCEED", "abc | PROCEED", "\"abc | PROCEED", "\"ab\" | PROCEED",
          "\"abcd\" | PROCEED",
          "x, \"abc\" | PROCEED", "w/\"abc\" | PROCEED", "\"a,b\", \"abc\" | NOT_MODIFIED",
          "\"\" | PROCEED"},
      delimiter = '|', quoteCharacter = '#')
  void ifNoneMatchComparesWeakly(String header, RequestConditions.Verdict expected) {
    assertThat(new RequestConditions(null, null, header, null, null).verdict(TAG, MODIFIED))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
          "\"abc\" | PROCEED", "* | PROCEED", "\"x\", \"abc\" | PROCEED",
          "W/\"abc\" | PRECONDITION_FAILED",
          "\"x\" | PRECONDITION_FAILED", "junk | PRECONDITION_FAILED"},
      delimiter = '|', quoteCharacter = '#')
  void ifMatchComparesStrongly(String header, RequestConditions.Verdict expected) {
    assertThat(new RequestConditions(header, null, null, null, null).verdict(TAG, MODIFIED))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
          SAME + " | NOT_MODIFIED", LATER + " | NOT_MODIFIED", EARLIER + " | PROCEED",
          "junk | PROCEED",
          "Sunday, 06-Nov-94 08:49:37 GMT | NOT_MODIFIED",
          "Sun Nov  6 08:49:37 1994 | NOT_MODIFIED"},
      delimiter = '|')
  void ifModifiedSinceComparesSeconds(String header, RequestConditions.Verdict expected) {
    assertThat(new RequestConditions(null, null, null, header, null).verdict(TAG, MODIFIED))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      value = {SAME + " | PROCEED", LATER + " | PROCEED", EARLIER + " | PRECONDITION_FAILED",
          "junk | PROCEED"},
      delimiter = '|')
  void ifUnmodifiedSinceComparesSeconds(String header, RequestConditions.Verdict expected) {
    assertThat(new RequestConditions(null, header, null, null, null).verdict(TAG, MODIFIED))
        .isEqualTo(expected);
  }

  @Test
  void tagsTakePrecedenceOverDates() {
    assertThat(new RequestConditions(null, null, "\"x\"", LATER, null).verdict(TAG, MODIFIED))
        .isEqualTo(RequestConditions.Verdict.PROCEED);
    assertThat(new RequestConditions("\"abc\"", EARLIER, null, null, null).verdict(TAG, MODIFIED))
        .isEqualTo(RequestConditions.Verdict.PROCEED);
    assertThat(new RequestConditions("\"x\"", null, "\"abc\"", null, null).verdict(TAG, MODIFIED))
        .isEqualTo(RequestConditions.Verdict.PRECONDITION_FAILED);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
          "\"abc\" | true", "W/\"abc\" | false", "\"x\" | false", SAME + " | true",
          EARLIER + " | false",
          LATER + " | false", "junk | false"},
      delimiter = '|', quoteCharacter = '#')
  void ifRangeAppliesToOneState(String header, boolean expected) {
    Instant now = MODIFIED.plus(Duration.ofHours(1));
    assertThat(new RequestConditions(null, null, null, null, header).allowRange(TAG, MODIFIED, now))
        .isEqualTo(expected);
  }

  @Test
  void ifRangeIgnoresADateThatIsTooRecent() {
    RequestConditions conditions = new RequestConditions(null, null, null, null, SAME);
    assertThat(conditions.allowRange(TAG, MODIFIED, MODIFIED.plusMillis(900))).isFalse();
    assertThat(conditions.allowRange(TAG, MODIFIED, MODIFIED.plusMillis(2_000))).isTrue();
  }

  @Test
  void noHeaderCausesAFailure() {
    forAll(strings(), header -> {
      RequestConditions conditions = new RequestConditions(null, header, header, header, header);
      assertThat(conditions.verdict(TAG, MODIFIED)).isNotNull();
      conditions.allowRange(TAG, MODIFIED, MODIFIED);
    });
  }

  @Test
  void aFormattedDateIsParsedToTheSameInstant() {
    forAll(longs(0, 199_999_999_999L), seconds -> {
      Instant instant = Instant.ofEpochSecond(seconds);
      assertThat(HttpDate.parse(HttpDate.format(instant))).isEqualTo(instant);
    });
  }
}
