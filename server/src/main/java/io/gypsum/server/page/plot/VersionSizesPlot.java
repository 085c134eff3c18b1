package io.gypsum.server.page.plot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.gypsum.server.format.Numbers;
import io.gypsum.server.format.ShownTime;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of the versions of an asset over time. Of many versions, only the first, the last, the smallest and the largest in each
 * column of the image are drawn, since others would not change it.
 */
public final class VersionSizesPlot {
  private static final String CAPTION = "Size of the versions";
  private static final int COLUMNS = 300;
  /** With more versions, points would cover the line. */
  private static final int MAX_POINTS = 60;
  private static final int MAX_ROWS = 100;

  private VersionSizesPlot() {}

  /**
   * The size of a version.
   *
   * @param address of a page about the version; null for none
   * @param finish when its upload was finished
   * @param bytes of all its files, including links
   */
  public record VersionSize(String name, @Nullable String address, Instant finish, long bytes) {}

  /** Draws the plot of all versions of an asset, in any order. */
  public static Figure of(List<VersionSize> unsorted) {
    return of(unsorted, unsorted.size());
  }

  /**
   * Draws the plot of the newest versions of an asset.
   *
   * @param newest in any order
   * @param count the number of all versions
   */
  public static Figure of(List<VersionSize> newest, long count) {
    if (newest.isEmpty()) {
      return Figure.empty(CAPTION, "This asset has no versions yet.");
    }
    List<VersionSize> versions = new ArrayList<>(newest);
    versions.sort(Comparator.comparing(VersionSize::finish).thenComparing(VersionSize::name));
    long max = versions.stream().mapToLong(VersionSize::bytes).max().orElse(0);
    PlotArea area =
        PlotArea.of(
            Axis.ofBytes((double) max),
            new TimeAxis(versions.getFirst().finish(), versions.getLast().finish()));
    String summary = summary(versions, count);
    Svg svg = new Svg("plot-versions", PlotArea.HEIGHT, CAPTION, summary);
    area.drawAxes(svg);
    draw(svg, area, versions);
    return Figure.of(CAPTION, summary, svg, table(versions, count));
  }

  private static String summary(List<VersionSize> versions, long count) {
    VersionSize newest = versions.getLast();
    String shown =
        count > versions.size()
            ? "The newest " + Numbers.count(versions.size()) + " of " + Numbers.count(count)
                + " versions"
            : Numbers.count(count, "version");
    return shown + "; the newest, '" + newest.name() + "' of "
        + date(newest) + ", has " + Numbers.size(newest.bytes()) + ".";
  }

  private static String date(VersionSize version) {
    return new ShownTime(version.finish()).day();
  }

  private static void draw(Svg svg, PlotArea area, List<VersionSize> versions) {
    List<VersionSize> drawn = visible(area, versions);
    Svg.Line line = new Svg.Line();
    VersionSize first = drawn.getFirst();
    line.moveTo(area.x(first.finish()), area.y((double) first.bytes()));
    for (VersionSize version : drawn.subList(1, drawn.size())) {
      line.lineTo(area.x(version.finish()), area.y((double) version.bytes()));
    }
    svg.path("plot-line plot-usage", line.open());
    List<VersionSize> points =
        versions.size() <= MAX_POINTS ? versions : List.of(versions.getLast());
    for (VersionSize version : points) {
      svg.point(
          "plot-point plot-usage", area.x(version.finish()), area.y((double) version.bytes()), 3.5,
          version.name() + ": " + Numbers.size(version.bytes()) + ", " + date(version));
    }
  }

  private static List<VersionSize> visible(PlotArea area, List<VersionSize> versions) {
    Set<Integer> kept = new TreeSet<>();
    int start = 0;
    while (start < versions.size()) {
      int end = start;
      int smallest = start;
      int largest = start;
      int column = column(area, versions.get(start));
      while (end < versions.size() && column(area, versions.get(end)) == column) {
        smallest = versions.get(end).bytes() < versions.get(smallest).bytes() ? end : smallest;
        largest = versions.get(end).bytes() > versions.get(largest).bytes() ? end : largest;
        end++;
      }
      kept.addAll(List.of(start, smallest, largest, end - 1));
      start = end;
    }
    return kept.stream().map(versions::get).toList();
  }

  private static int column(PlotArea area, VersionSize version) {
    return (int) area.times().position(version.finish(), 0, COLUMNS);
  }

  private static DataTable table(List<VersionSize> versions, long count) {
    List<DataTable.Row> rows =
        versions.reversed()
            .stream()
            .limit(MAX_ROWS)
            .map(
                version -> DataTable.Row.linked(
                    version.address(), version.name(), date(version),
                    Numbers.size(version.bytes())))
            .toList();
    return new DataTable(
        List.of("Version", "Uploaded", "Size"), rows,
        count > rows.size()
            ? "The newest " + Numbers.count(rows.size()) + " of " + Numbers.count(count)
                + " versions."
            : "");
  }
}
