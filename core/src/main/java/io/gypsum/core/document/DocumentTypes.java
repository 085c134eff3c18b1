package io.gypsum.core.document;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;

import io.gypsum.core.Printable;
import io.gypsum.core.Timestamps;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;

/** The types of the properties of documents. */
final class DocumentTypes {
  static final JsonType<ProjectName> PROJECT =
      JsonType.STRING.as(ProjectName::new, ProjectName::value);
  static final JsonType<AssetName> ASSET = JsonType.STRING.as(AssetName::new, AssetName::value);
  static final JsonType<VersionName> VERSION =
      JsonType.STRING.as(VersionName::new, VersionName::value);
  static final JsonType<UserPath> PATH = JsonType.STRING.as(UserPath::new, UserPath::value);
  /** An RFC 3339 date-time, in UTC if it has no offset; written in UTC with milliseconds. */
  static final JsonType<Instant> INSTANT =
      new JsonType<>(
          DocumentTypes::instant, (out, time) -> out.writeString(Timestamps.format(time)));
  /** An RFC 3339 date-time, whose offset is preserved; a time without offset is in UTC. */
  static final JsonType<OffsetDateTime> DATE_TIME =
      new JsonType<>(
          DocumentTypes::dateTime, (out, time) -> out.writeString(Timestamps.format(time)));
  /** A number of bytes, which may have a fraction. */
  static final JsonType<BigDecimal> BYTES =
      new JsonType<>(DocumentTypes::bytes, (out, bytes) -> out.writeNumber(bytes));
  static final JsonType<Integer> YEAR =
      new JsonType<>(DocumentTypes::year, (out, year) -> out.writeNumber(year));

  private static final int MAX_YEAR = 9999;

  private DocumentTypes() {}

  private static Instant instant(JsonInput in) {
    OffsetDateTime time = Timestamps.parse(in.string());
    if (time == null) {
      throw in.malformed("expected an RFC 3339 date-time");
    }
    Instant instant = time.toInstant();
    int year = Timestamps.year(instant);
    if (year < 0 || year > MAX_YEAR) {
      // At either end of the range, an offset can move the year in UTC outside of 0 to 9999, which needs a fifth digit
      // or a sign.
      throw in.malformed("expected a time within the years 0 to 9999 of UTC");
    }
    return instant;
  }

  private static OffsetDateTime dateTime(JsonInput in) {
    String text = in.string();
    OffsetDateTime time = Timestamps.parse(text);
    if (time == null) {
      throw in.malformed(
          "expected an RFC 3339 date-time such as 2030-01-31T12:00:00Z, found '"
              + Printable.value(text) + "'");
    }
    return time;
  }

  private static BigDecimal bytes(JsonInput in) {
    BigDecimal number = in.number();
    if (number.signum() < 0) {
      throw in.malformed(
          "expected a non-negative number of bytes, found " + number.toPlainString());
    }
    if (number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw in.malformed(
          "expected at most " + Long.MAX_VALUE + " bytes, found " + number.toPlainString());
    }
    return number;
  }

  private static int year(JsonInput in) {
    long year = in.wholeNumber();
    if (year < 0 || year > MAX_YEAR) {
      throw in.malformed("expected a calendar year from 0 to " + MAX_YEAR + ", found " + year);
    }
    return (int) year;
  }
}
