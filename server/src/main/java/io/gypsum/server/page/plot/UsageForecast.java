package io.gypsum.server.page.plot;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Quota;
import io.gypsum.server.catalog.UploadMonth;
import org.jspecify.annotations.Nullable;

/**
 * How the usage of a project will grow if as much is uploaded as in the last 12 months.
 *
 * @param bytesPerYear what was uploaded in the last 12 months, or extrapolated from the time since the first upload
 * @param end the time until which the forecast is made
 */
record UsageForecast(double usageBytes, double bytesPerYear, Instant now, Instant end) {
  /** Years that the forecast includes, after the current one. */
  private static final int YEARS = 3;
  private static final Duration YEAR = Duration.ofDays(365);
  /** Minimum time since the first upload; before, there is no forecast. */
  private static final Duration MIN_HISTORY = Duration.ofDays(60);

  /** @param uploads in order */
  static UsageForecast of(double usageBytes, List<UploadMonth> uploads, Instant now) {
    Instant end = yearStart(Timestamps.year(now) + YEARS + 1);
    Instant since = now.minus(YEAR);
    double uploaded = 0;
    for (UploadMonth month : uploads) {
      if (start(month.month()).isBefore(now)) {
        uploaded += month.ownBytes() * shareAfter(month, since);
      }
    }
    Duration history =
        uploads.isEmpty()
            ? Duration.ZERO
            : Duration.between(start(uploads.getFirst().month()), now);
    double years =
        Math.min(1, history.compareTo(YEAR) < 0 ? history.toHours() / (double) YEAR.toHours() : 1);
    boolean isKnown = history.compareTo(MIN_HISTORY) >= 0;
    return new UsageForecast(usageBytes, isKnown ? uploaded / years : 0, now, end);
  }

  /** Returns the share of a month that is after a time. */
  private static double shareAfter(UploadMonth month, Instant since) {
    double all =
        Duration.between(start(month.month()), start(month.month().plusMonths(1))).toSeconds();
    return Math
        .clamp(Duration.between(since, start(month.month().plusMonths(1))).toSeconds() / all, 0, 1);
  }

  /** Returns the usage at a time that is not before now. */
  double at(Instant time) {
    return usageBytes + bytesPerYear * Duration.between(now, time).toSeconds() / YEAR.toSeconds();
  }

  /** Returns the first year in which the usage is larger than the limit; null if that is after the end. */
  @Nullable
  Integer yearOfLimit(Quota quota) {
    for (int year = Timestamps.year(now); year < Timestamps.year(end); year++) {
      if (at(yearStart(year + 1)) > limit(quota, year)) {
        return year;
      }
    }
    return null;
  }

  /** Returns the limit of a year; 0 if it is negative. */
  static double limit(Quota quota, int year) {
    return Math.clamp(quota.limitBytes(year).doubleValue(), 0, Long.MAX_VALUE);
  }

  static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  static Instant yearStart(int year) {
    return LocalDate.of(year, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
