package io.gypsum.server.page.plot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import io.gypsum.core.Timestamps;
import io.gypsum.core.document.Quota;
import io.gypsum.server.catalog.UploadMonth;
import io.gypsum.server.format.Numbers;
import io.gypsum.server.format.ShownTime;

/**
 * The usage of a project and its limit over the years. The past usage is not stored: it is the sum of the existing versions by
 * the month of their upload, so it does not include versions that were deleted.
 */
public final class UsagePlot {
  private static final String CAPTION = "Quota and usage";
  /** The horizontal axis begins at most this many years ago. Earlier uploads are included in its beginning. */
  private static final int MAX_YEARS = 25;
  private static final double LEGEND_HEIGHT = 20;

  private final Data data;
  private final UsageForecast forecast;
  private final int firstYear;
  private final PlotArea area;

  /**
   * The content of the plot.
   *
   * @param usageBytes the current usage
   * @param uploads in order
   */
  public record Data(Quota quota, long usageBytes, List<UploadMonth> uploads, Instant now) {
    public Data {
      uploads = List.copyOf(uploads);
    }
  }

  private UsagePlot(Data data) {
    this.data = data;
    forecast = UsageForecast.of((double) data.usageBytes(), data.uploads(), data.now());
    firstYear = firstYear(data);
    int lastYear = Timestamps.year(forecast.end()) - 1;
    double max = Math.max((double) data.usageBytes(), forecast.at(forecast.end()));
    for (int year = firstYear; year <= lastYear; year++) {
      max = Math.max(max, UsageForecast.limit(data.quota(), year));
    }
    area =
        PlotArea.of(
            Axis.ofBytes(max),
            new TimeAxis(UsageForecast.yearStart(firstYear), forecast.end()));
  }

  private static int firstYear(Data data) {
    int now = Timestamps.year(data.now());
    int first = now - 1;
    Integer quotaYear = data.quota().year();
    if (quotaYear != null) {
      first = Math.min(first, quotaYear);
    }
    if (!data.uploads().isEmpty()) {
      first = Math.min(first, data.uploads().getFirst().month().getYear());
    }
    return Math.max(first, now - MAX_YEARS);
  }

  /** Draws the plot. */
  public static Figure of(Data data) {
    return new UsagePlot(data).draw();
  }

  private Figure draw() {
    String summary = summary();
    Svg svg = new Svg("plot-usage", LEGEND_HEIGHT, PlotArea.HEIGHT, CAPTION, summary);
    area.drawAxes(svg);
    drawUsage(svg);
    drawLimit(svg);
    drawForecast(svg);
    drawLegend(svg);
    return Figure.of(CAPTION, summary, svg, table());
  }

  private String summary() {
    int now = Timestamps.year(data.now());
    double limit = UsageForecast.limit(data.quota(), now);
    String usage =
        Numbers.size(data.usageBytes()) + " of " + Numbers.size(limit) + " used ("
            + Numbers.share(data.usageBytes(), limit) + ").";
    if (data.usageBytes() > limit) {
      return usage + " Further uploads are refused.";
    }
    if (forecast.bytesPerYear() <= 0) {
      return usage;
    }
    Integer full = forecast.yearOfLimit(data.quota());
    String rate =
        " At " + Numbers.size(forecast.bytesPerYear()) + " per year, as in the last 12 months, ";
    return usage + rate
        + (full == null
            ? "the limit is not reached before " + Timestamps.year(forecast.end()) + "."
            : "the limit is reached in " + full + ".");
  }

  /** The last point is the stored usage, which may differ from the sum of the versions. */
  private List<UsageAt> usage() {
    List<UsageAt> points = new ArrayList<>();
    double sum = 0;
    Instant start = area.times().start();
    points.add(new UsageAt(start, 0));
    for (UploadMonth month : data.uploads()) {
      Instant begin = UsageForecast.start(month.month());
      Instant end = UsageForecast.start(month.month().plusMonths(1));
      if (begin.isAfter(data.now())) {
        break;
      }
      if (points.getLast().time().isBefore(begin)) {
        points.add(new UsageAt(begin, sum));
      }
      sum += month.ownBytes();
      if (end.isBefore(start)) {
        points.set(0, new UsageAt(start, sum));
      } else if (!end.isAfter(data.now())) {
        points.add(new UsageAt(end, sum));
      }
    }
    points.add(new UsageAt(data.now(), data.usageBytes()));
    return points;
  }

  private record UsageAt(Instant time, double bytes) {}

  private void drawUsage(Svg svg) {
    List<UsageAt> points = usage();
    Svg.Line line = new Svg.Line();
    line.moveTo(area.x(points.getFirst().time()), area.y(points.getFirst().bytes()));
    points.stream()
        .skip(1)
        .forEach(point -> line.lineTo(area.x(point.time()), area.y(point.bytes())));
    String open = line.open();
    double nowX = area.x(data.now());
    line.lineTo(nowX, PlotArea.BOTTOM).lineTo(area.left(), PlotArea.BOTTOM);
    svg.path("plot-area", line.closed());
    svg.path("plot-line plot-usage", open);
    svg.point(
        "plot-point plot-usage", nowX, area.y((double) data.usageBytes()), 4,
        "Now: " + Numbers.size(data.usageBytes()));
  }

  private void drawLimit(Svg svg) {
    Svg.Line line = new Svg.Line();
    int end = Timestamps.year(forecast.end());
    for (int year = firstYear; year < end; year++) {
      double y = area.y(UsageForecast.limit(data.quota(), year));
      double x = area.x(UsageForecast.yearStart(year));
      if (year == firstYear) {
        line.moveTo(x, y);
      } else {
        line.lineTo(x, y);
      }
      line.lineTo(area.x(UsageForecast.yearStart(year + 1)), y);
    }
    svg.path("plot-line plot-limit", line.open());
  }

  private void drawForecast(Svg svg) {
    if (forecast.bytesPerYear() > 0) {
      Svg.Line line = new Svg.Line();
      line.moveTo(area.x(data.now()), area.y((double) data.usageBytes()));
      line.lineTo(area.x(forecast.end()), area.y(forecast.at(forecast.end())));
      svg.path("plot-line plot-forecast", line.open());
    }
  }

  private void drawLegend(Svg svg) {
    double x = legend(svg, area.left(), "plot-limit", "Limit");
    x = legend(svg, x, "plot-usage", "Usage");
    if (forecast.bytesPerYear() > 0) {
      legend(svg, x, "plot-forecast", "Usage if it grows as in the last 12 months");
    }
  }

  private static double legend(Svg svg, double x, String style, String text) {
    svg.path("plot-line " + style, new Svg.Line().moveTo(x, -8).lineTo(x + 24, -8).open());
    svg.text("plot-label", "start", x + 30, -4, text);
    return x + 30 + Labels.width(text) + 18;
  }

  private DataTable table() {
    TreeMap<Integer, Double> added = new TreeMap<>();
    for (UploadMonth month : data.uploads()) {
      added.merge(month.month().getYear(), (double) month.ownBytes(), Double::sum);
    }
    List<DataTable.Row> rows = new ArrayList<>();
    int now = Timestamps.year(data.now());
    double sum = added.headMap(firstYear).values().stream().mapToDouble(bytes -> bytes).sum();
    for (int year = firstYear; year < Timestamps.year(forecast.end()); year++) {
      sum += added.getOrDefault(year, 0.0);
      boolean isPast = year < now;
      double usage = isPast ? sum : forecast.at(UsageForecast.yearStart(year + 1));
      String shown =
          isPast ? Numbers.size(usage)
              : year == now ? Numbers.size(data.usageBytes()) + " now"
              : forecast.bytesPerYear() > 0 ? Numbers.size(usage) + " expected"
              : "unknown";
      rows.add(
          DataTable.Row.of(
              String.valueOf(year), Numbers.size(UsageForecast.limit(data.quota(), year)), shown));
    }
    return new DataTable(
        List.of("Year", "Limit", "Usage at the end of the year"), rows,
        "Usage of past years: the versions that still exist, by the time of their upload, as of "
            + new ShownTime(data.now()).day() + ".");
  }
}
