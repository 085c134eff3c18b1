package io.gypsum.server.page.plot;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;

import io.gypsum.core.document.Quota;
import io.gypsum.server.catalog.UploadMonth;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UsagePlotTest {
  private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");
  private static final long GB = 1_000_000_000L;
  private static final Quota GROWING = new Quota(10 * GB, 20 * GB, 2025);

  private static Figure plot(Quota quota, long usageBytes, UploadMonth... uploads) {
    return UsagePlot.of(new UsagePlot.Data(quota, usageBytes, List.of(uploads), NOW));
  }

  private static UploadMonth month(int year, int month, long bytes) {
    return new UploadMonth(YearMonth.of(year, month), 1, bytes);
  }

  @Test
  void theTableContainsLimitAndUsageOfEachYear() throws Exception {
    Figure plot = plot(GROWING, 8 * GB, month(2025, 6, 2 * GB), month(2026, 3, 6 * GB));
    assertThat(PlotTest.rows(plot))
        .startsWith(
            List.of("2025", "10 GB", "2 GB"),
            List.of("2026", "30 GB", "8 GB now"))
        .contains(List.of("2027", "50 GB", "17 GB expected"));
  }

  @Test
  void theForecastIsTheRateOfTheLastTwelveMonths() {
    // Six of the eight gigabytes were uploaded in the last 12 months.
    assertThat(plot(GROWING, 8 * GB, month(2025, 6, 2 * GB), month(2026, 3, 6 * GB)).html())
        .contains("At 6 GB per year")
        .contains("the limit is not reached before 2030");
  }

  @Test
  void theYearIsShownInWhichTheLimitIsReached() {
    Quota fixed = new Quota(10 * GB, 0, 2025);
    // 4 + 3 at the end of 2026, 13 at the end of 2027.
    assertThat(plot(fixed, 4 * GB, month(2025, 6, 0), month(2026, 3, 6 * GB)).html())
        .contains("the limit is reached in 2027");
  }

  @Test
  void aProjectOfOneMonthHasNoForecast() {
    assertThat(plot(GROWING, GB, month(2026, 6, GB)).html())
        .contains("1 GB of 30 GB used (3%).")
        .doesNotContain("plot-forecast")
        .doesNotContain("expected");
  }

  @Test
  void usageOverTheLimitRefusesUploads() {
    assertThat(plot(new Quota(GB, 0, 2026), 2 * GB).html())
        .contains("2 GB of 1 GB used (200%). Further uploads are refused.");
  }

  @Test
  void uploadsBeforeTheFirstYearAreIncludedInIt() throws Exception {
    assertThat(PlotTest.rows(plot(GROWING, 3 * GB, month(1970, 1, GB), month(2001, 1, 2 * GB))))
        .startsWith(List.of("2001", "0 B", "3 GB"));
  }

  @Test
  void aNegativeLimitIsZero() throws Exception {
    Quota odd = new Quota(BigDecimal.TEN, new BigDecimal("1e30"), 2026);
    assertThat(PlotTest.rows(plot(odd, 0)))
        .startsWith(List.of("2025", "0 B", "0 B"), List.of("2026", "10 B", "0 B now"))
        .contains(List.of("2027", "9.2 EB", "unknown"));
  }

  @Test
  void theUsageLineEndsAtTheStoredUsage() {
    // Versions that were deleted are missing, files that were replaced by others may be counted differently.
    assertThat(plot(GROWING, 5 * GB, month(2026, 3, 6 * GB)).html()).contains("Now: 5 GB");
  }
}
