package io.gypsum.core.document;

import java.math.BigDecimal;
import java.math.RoundingMode;

import io.gypsum.core.json.JsonInput;
import org.jspecify.annotations.Nullable;

/** What a request changes of a quota; null is "as it was". Fractions of a byte are dropped. */
public record QuotaChange(
    @Nullable Long baselineBytes, @Nullable Long growthBytesPerYear, @Nullable Integer year) {
  /** Changes nothing. */
  public static final QuotaChange NONE = new QuotaChange(null, null, null);

  private static final int MAX_YEAR = 9999;

  public Quota applyTo(Quota old) {
    return new Quota(
        baselineBytes == null ? old.baselineBytes() : baselineBytes,
        growthBytesPerYear == null ? old.growthBytesPerYear() : growthBytesPerYear,
        year == null ? old.year() : year);
  }

  public static QuotaChange read(JsonInput in) {
    @Nullable Long baseline = null;
    @Nullable Long growth = null;
    @Nullable Integer year = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "baseline" -> baseline = bytes(in);
        case "growth_rate" -> growth = bytes(in);
        case "year" -> year = year(in);
        default -> in.skip();
      }
    }
    return new QuotaChange(baseline, growth, year);
  }

  private static long bytes(JsonInput in) {
    BigDecimal number = in.number();
    if (number.signum() < 0) {
      throw in.malformed(
          "expected a number of bytes that is not negative, found " + number.toPlainString());
    }
    if (number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw in.malformed(
          "expected at most " + Long.MAX_VALUE + " bytes, found " + number.toPlainString());
    }
    return number.setScale(0, RoundingMode.DOWN).longValueExact();
  }

  private static int year(JsonInput in) {
    long year = in.wholeNumber();
    if (year < 0 || year > MAX_YEAR) {
      throw in.malformed("expected a calendar year from 0 to " + MAX_YEAR + ", found " + year);
    }
    return (int) year;
  }
}
