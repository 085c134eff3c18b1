package io.gypsum.server.page.plot;

import java.time.Instant;
import java.util.List;

import io.gypsum.server.format.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AxisTest {
  @ParameterizedTest
  @CsvSource({
      "0,1,1", "1,1,1", "3,1,3", "5,1,5", "6,2,3", "10,2,5", "11,5,3", "101,50,3", "999,200,5",
      "1e9,2e8,5", "9.3e18,2e18,5"})
  void stepsAreRoundAndAtMostFive(double max, double step, int steps) {
    Axis axis = Axis.ofCounts(max);
    assertThat(axis.step()).isEqualTo(step);
    assertThat(axis.steps()).isEqualTo(steps);
    assertThat(axis.max()).isGreaterThanOrEqualTo(max);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock = """
          2024-01-01T00:00:00Z | 2030-01-01T00:00:00Z | 2024,2025,2026,2027,2028,2029,2030
          1999-05-01T00:00:00Z | 2030-01-01T00:00:00Z | 2000,2005,2010,2015,2020,2025,2030
          2026-01-15T00:00:00Z | 2026-07-01T00:00:00Z | Feb 2026,Mar 2026,Apr 2026,May 2026,Jun 2026,Jul 2026
          2026-01-30T12:00:00Z | 2026-02-02T13:00:00Z | 31 Jan 2026,1 Feb 2026,2 Feb 2026
          2026-01-30T12:00:10Z | 2026-01-30T12:02:00Z | 12:01,12:02
          2026-01-30T12:00:10Z | 2026-01-30T12:00:20Z | 30 Jan 2026
          2026-01-30T12:00:10Z | 2026-01-30T12:00:10Z | 30 Jan 2026
          """)
  void timesHaveAtMostEightRoundLabels(Instant start, Instant end, String labels) {
    assertThat(new TimeAxis(start, end).ticks())
        .extracting(TimeAxis.Tick::label)
        .containsExactly(labels.split(",", -1));
  }

  @Test
  void ticksAreWithinAnyAxis() {
    List<Instant> times =
        List.of(
            Instant.parse("0000-01-01T00:00:00Z"), Instant.parse("0001-02-03T00:00:00Z"),
            Instant.EPOCH,
            Instant.parse("2024-02-29T23:59:59Z"), Instant.parse("9999-12-31T23:59:59Z"));
    for (Instant start : times) {
      for (Instant end : times.subList(times.indexOf(start), times.size())) {
        assertThat(new TimeAxis(start, end).ticks())
            .as(start + " to " + end)
            .isNotEmpty()
            .allMatch(tick -> !tick.time().isBefore(start) && !tick.time().isAfter(end));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "abcdefghijklmnopqrstuvwxyz-0123456789", "データセットデータセットデータセット"})
  void namesAreShortenedInTheirMiddle(String name) {
    String shown = Labels.shortened(name, 100);
    assertThat(Labels.width(shown)).isLessThanOrEqualTo(100);
    if (!shown.equals(name)) {
      String[] parts = shown.split("…", -1);
      assertThat(name).startsWith(parts[0]).endsWith(parts[1]);
      assertThat(parts[0].length()).isGreaterThan(parts[1].length());
    }
  }

  @Test
  void pairsOfSurrogatesAreNotSplit() {
    assertThat(Labels.shortened("🧬".repeat(50), 100).codePoints())
        .allMatch(c -> c == "🧬".codePointAt(0) || c == '…');
  }

  @Test
  void numbersOfLabelsHaveSeparatorsAndUnits() {
    assertThat(Numbers.count(1_234_567, "file")).isEqualTo("1,234,567 files");
    assertThat(Labels.shortCount(2_500_000)).isEqualTo("2.5 M");
    assertThat(Labels.shortCount(3_000_000_000.0)).isEqualTo("3,000 M");
    assertThat(Numbers.size(2e19)).isEqualTo("20.0 EB");
    assertThat(Numbers.share(1, 1_000)).isEqualTo("<1%");
    assertThat(Numbers.share(1, 0)).isEqualTo("100%");
  }
}
