package io.gypsum.server.page.plot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.gypsum.server.format.Numbers;
import org.jspecify.annotations.Nullable;

/** The storage that each asset of a project uses, from the largest to the smallest. */
public final class AssetSizesPlot {
  /** Assets with a bar of their own. */
  public static final int MAX_BARS = 20;
  private static final String CAPTION = "Storage used by each asset";

  private AssetSizesPlot() {}

  /**
   * The size of an asset.
   *
   * @param address of a page about the asset; null for none
   * @param bytes of the files of all its versions, without links
   */
  public record AssetSize(String name, @Nullable String address, long bytes) {}

  /**
   * The content of the plot.
   *
   * @param largest the largest assets, the largest first
   * @param otherCount number of the other assets
   * @param otherBytes the total size of these
   */
  public record Data(List<AssetSize> largest, long otherCount, long otherBytes) {
    public Data {
      largest = List.copyOf(largest);
    }

    /** Sums up all assets but the {@link #MAX_BARS} largest. */
    public static Data of(List<AssetSize> assets) {
      List<AssetSize> sorted = new ArrayList<>(assets);
      sorted.sort(
          Comparator.comparingLong(AssetSize::bytes)
              .reversed()
              .thenComparing(AssetSize::name));
      int bars = Math.min(MAX_BARS, sorted.size());
      return new Data(
          sorted.subList(0, bars), sorted.size() - bars,
          sorted.stream().skip(bars).mapToLong(AssetSize::bytes).sum());
    }
  }

  /** Draws the plot. */
  public static Figure of(Data data) {
    double total = data.otherBytes();
    for (AssetSize asset : data.largest()) {
      total += asset.bytes();
    }
    if (data.largest().isEmpty()) {
      return Figure.empty(CAPTION, "This project has no assets yet.");
    }
    List<HorizontalBars.Bar> bars = new ArrayList<>();
    List<DataTable.Row> rows = new ArrayList<>();
    for (AssetSize asset : data.largest()) {
      bars.add(
          new HorizontalBars.Bar(
              asset.name(), (double) asset.bytes(), Numbers.size(asset.bytes())));
      rows.add(
          DataTable.Row.linked(
              asset.address(), asset.name(), Numbers.size(asset.bytes()),
              Numbers.share(asset.bytes(), total)));
    }
    if (data.otherCount() > 0) {
      String name =
          Numbers.count(data.otherCount(), "other");
      String size = Numbers.size(data.otherBytes());
      bars.add(HorizontalBars.Bar.ofOthers(name, size));
      rows.add(DataTable.Row.of(name, size, Numbers.share(data.otherBytes(), total)));
    }
    String summary = summary(data, total);
    Svg svg =
        new Svg("plot-assets", HorizontalBars.height(bars.size()), CAPTION, summary);
    HorizontalBars.draw(svg, bars);
    return Figure.of(
        CAPTION, summary, svg, new DataTable(List.of("Asset", "Size", "Share"), rows, ""));
  }

  private static String summary(Data data, double total) {
    AssetSize first = data.largest().getFirst();
    long count = data.largest().size() + data.otherCount();
    return Numbers.count(count, "asset") + ", " + Numbers.size(total) + " without links."
        + (count > 1 && first.bytes() > 0
            ? " The largest is '" + first.name() + "' with " + Numbers.size(first.bytes()) + " ("
                + Numbers.share(first.bytes(), total) + ")."
            : "");
  }
}
