package io.gypsum.server.page.plot;

import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.gypsum.server.catalog.UploadMonth;
import io.gypsum.server.format.Numbers;

/** The versions that were uploaded in each month; in each year if there are too many months. */
public final class UploadsPlot {
  private static final int MAX_MONTHS = 36;
  private static final int MAX_YEARS = 40;
  private static final double BAR_SHARE = 0.72;
  private static final double MAX_BAR_WIDTH = 48;
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("MMM uuuu", Locale.ENGLISH);

  private UploadsPlot() {}

  /** Uploads in a month or year. */
  private record Period(String name, long versions, long bytes) {
    Period plus(UploadMonth month) {
      return new Period(name, versions + month.versions(), bytes + month.ownBytes());
    }
  }

  /**
   * Draws the plot.
   *
   * @param uploads in order
   * @param now the last month or year
   */
  public static Figure of(List<UploadMonth> uploads, YearMonth now) {
    if (uploads.isEmpty()) {
      return Figure.empty("Uploads per month", "No version has been uploaded yet.");
    }
    YearMonth first = uploads.getFirst().month();
    boolean areMonths = months(first) > months(now) - MAX_MONTHS;
    List<Period> periods = areMonths ? months(uploads, now) : years(uploads, now);
    String caption = areMonths ? "Uploads per month" : "Uploads per year";
    long versions = uploads.stream().mapToLong(UploadMonth::versions).sum();
    double bytes = uploads.stream().mapToDouble(UploadMonth::ownBytes).sum();
    String summary =
        Numbers.count(versions, "version") + " since " + MONTH.format(first) + ", "
            + Numbers.size(bytes) + " without links.";
    Svg svg = new Svg("plot-uploads", PlotArea.HEIGHT, caption, summary);
    draw(svg, periods);
    return Figure.of(caption, summary, svg, table(areMonths, periods));
  }

  private static int months(YearMonth month) {
    return Math.toIntExact(month.getYear() * 12L + month.getMonthValue());
  }

  private static List<Period> months(List<UploadMonth> uploads, YearMonth now) {
    Map<YearMonth, Period> periods = new TreeMap<>();
    YearMonth first = uploads.getFirst().month();
    // At least a year, so that a single bar is not as wide as the plot.
    YearMonth start = first.isBefore(now.minusMonths(11)) ? first : now.minusMonths(11);
    for (YearMonth month = start; !month.isAfter(now); month = month.plusMonths(1)) {
      periods.put(month, new Period(MONTH.format(month), 0, 0));
    }
    for (UploadMonth month : uploads) {
      periods.computeIfPresent(month.month(), (key, period) -> period.plus(month));
    }
    return List.copyOf(periods.values());
  }

  /** Uploads of earlier years are included in the first. */
  private static List<Period> years(List<UploadMonth> uploads, YearMonth now) {
    int first = Math.max(uploads.getFirst().month().getYear(), now.getYear() - MAX_YEARS + 1);
    boolean isFirstEarlier = uploads.getFirst().month().getYear() < first;
    Map<Integer, Period> periods = new TreeMap<>();
    for (int year = first; year <= now.getYear(); year++) {
      String name = year == first && isFirstEarlier ? "until " + year : String.valueOf(year);
      periods.put(year, new Period(name, 0, 0));
    }
    for (UploadMonth month : uploads) {
      periods.computeIfPresent(
          Math.max(first, month.month().getYear()), (key, period) -> period.plus(month));
    }
    return List.copyOf(periods.values());
  }

  private static void draw(Svg svg, List<Period> periods) {
    Axis axis =
        Axis.ofCounts((double) periods.stream().mapToLong(Period::versions).max().orElse(0));
    double left = PlotArea.leftOf(axis);
    PlotArea.drawNumbers(svg, axis, left);
    double slot = (PlotArea.RIGHT - left) / periods.size();
    double width = Math.min(slot * BAR_SHARE, MAX_BAR_WIDTH);
    double nextLabel = 0;
    for (int i = 0; i < periods.size(); i++) {
      Period period = periods.get(i);
      double center = left + slot * (i + 0.5);
      if (period.versions() > 0) {
        double y = axis.position((double) period.versions(), PlotArea.BOTTOM, PlotArea.TOP);
        svg.bar("plot-bar", center - width / 2, y, width, PlotArea.BOTTOM - y, text(period));
      }
      double labelWidth = Labels.width(period.name());
      if (center - labelWidth / 2 >= nextLabel) {
        PlotArea.drawTickLabel(svg, center, period.name());
        nextLabel = center + labelWidth / 2 + 14;
      }
    }
  }

  private static String text(Period period) {
    return period.name() + ": " + Numbers.count(period.versions(), "version") + ", "
        + Numbers.size(period.bytes());
  }

  private static DataTable table(boolean areMonths, List<Period> periods) {
    List<DataTable.Row> rows = new ArrayList<>();
    for (Period period : periods.reversed()) {
      rows.add(
          DataTable.Row.of(
              period.name(), Numbers.count(period.versions()), Numbers.size(period.bytes())));
    }
    return new DataTable(
        List.of(areMonths ? "Month" : "Year", "Versions", "Size"), rows, "");
  }
}
