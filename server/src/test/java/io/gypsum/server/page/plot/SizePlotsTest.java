package io.gypsum.server.page.plot;

import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.gypsum.server.catalog.UploadMonth;
import io.gypsum.server.page.plot.AssetSizesPlot.AssetSize;
import io.gypsum.server.page.plot.VersionSizesPlot.VersionSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SizePlotsTest {
  private static int count(Figure figure, String element) throws Exception {
    return PlotTest.parse(figure).getElementsByTagName(element).getLength();
  }

  @Test
  void twentyAssetsHaveBarsAndTheOthersAreSummedUp() throws Exception {
    Figure plot =
        AssetSizesPlot.of(
            AssetSizesPlot.Data.of(
                IntStream.rangeClosed(1, 30)
                    .mapToObj(i -> new AssetSize("asset-" + i, "/browse/p/" + i, i * 1000L))
                    .toList()));
    assertThat(count(plot, "rect")).isEqualTo(20);
    assertThat(PlotTest.rows(plot))
        .hasSize(21)
        .startsWith(List.of("asset-30", "30 kB", "6%"))
        .endsWith(List.of("10 others", "55 kB", "12%"));
    assertThat(plot.html()).contains("<a href=\"/browse/p/30\">asset-30</a>");
  }

  @Test
  void anAssetWithoutFilesOfItsOwnHasNoBar() throws Exception {
    Figure plot =
        AssetSizesPlot.of(AssetSizesPlot.Data.of(List.of(new AssetSize("links", null, 0))));
    assertThat(count(plot, "rect")).isZero();
    assertThat(PlotTest.rows(plot)).containsExactly(List.of("links", "0 B", "0%"));
  }

  @Test
  void uploadsOfThreeYearsAreShownByMonth() throws Exception {
    List<UploadMonth> uploads =
        List.of(
            new UploadMonth(YearMonth.of(2023, 12), 2, 10),
            new UploadMonth(YearMonth.of(2026, 11), 1, 5));
    Figure plot = UploadsPlot.of(uploads, YearMonth.of(2026, 11));
    assertThat(PlotTest.rows(plot))
        .hasSize(36)
        .startsWith(List.of("Nov 2026", "1", "5 B"), List.of("Oct 2026", "0", "0 B"))
        .endsWith(List.of("Dec 2023", "2", "10 B"));
    assertThat(count(plot, "rect")).isEqualTo(2);
  }

  @Test
  void uploadsOfMoreThanThreeYearsAreShownByYear() throws Exception {
    List<UploadMonth> uploads =
        List.of(
            new UploadMonth(YearMonth.of(2023, 11), 2, 10),
            new UploadMonth(YearMonth.of(2026, 11), 1, 5));
    assertThat(PlotTest.rows(UploadsPlot.of(uploads, YearMonth.of(2026, 11))))
        .containsExactly(
            List.of("2026", "1", "5 B"), List.of("2025", "0", "0 B"),
            List.of("2024", "0", "0 B"), List.of("2023", "2", "10 B"));
  }

  @Test
  void uploadsOfMoreThanFortyYearsBelongToTheFirst() throws Exception {
    List<UploadMonth> uploads =
        List.of(
            new UploadMonth(YearMonth.of(1970, 1), 2, 10),
            new UploadMonth(YearMonth.of(1987, 1), 1, 5));
    assertThat(PlotTest.rows(UploadsPlot.of(uploads, YearMonth.of(2026, 11))))
        .hasSize(40)
        .endsWith(List.of("until 1987", "3", "15 B"));
  }

  @Test
  void tenThousandVersionsAreDrawnWithFewPointsAndKeepTheirExtremes() throws Exception {
    List<VersionSize> versions = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      long bytes = i == 5_000 ? 9_000_000_000L : 1_000_000_000;
      versions.add(
          new VersionSize(
              "v" + i, null, Instant.ofEpochSecond(1_700_000_000L + i * 3_600L), bytes));
    }
    Figure plot = VersionSizesPlot.of(versions);
    String line =
        PlotTest.parse(plot)
            .getElementsByTagName("path")
            .item(0)
            .getAttributes()
            .getNamedItem("d")
            .getNodeValue();
    assertThat(line.chars().filter(c -> c == 'L').count()).isBetween(300L, 1_204L);
    double highest = PlotArea.BOTTOM - 0.9 * (PlotArea.BOTTOM - PlotArea.TOP);
    assertThat(line).contains(" " + Markup.number(highest));
    assertThat(count(plot, "circle")).isEqualTo(1);
    assertThat(PlotTest.rows(plot)).hasSize(100);
    assertThat(PlotTest.rows(plot).getFirst()).startsWith("v9999");
    assertThat(plot.html()).contains("The newest 100 of 10,000 versions.");
  }

  @Test
  void thePlotOfTheNewestVersionsNamesTheNumberOfAll() throws Exception {
    List<VersionSize> newest =
        IntStream.range(0, 120)
            .mapToObj(i -> new VersionSize("v" + i, null, Instant.ofEpochSecond(i), 10))
            .toList();
    assertThat(VersionSizesPlot.of(newest, 10_000).html())
        .contains("The newest 120 of 10,000 versions; the newest, &#39;v119&#39;")
        .contains("The newest 100 of 10,000 versions.");
    assertThat(VersionSizesPlot.of(newest).html()).contains("120 versions; the newest");
  }

  @Test
  void fewVersionsHaveAPointEach() throws Exception {
    Figure plot =
        VersionSizesPlot.of(
            List.of(
                new VersionSize("v2", "/v2", Instant.parse("2026-01-02T00:00:00Z"), 20),
                new VersionSize("v1", "/v1", Instant.parse("2025-01-02T00:00:00Z"), 10)));
    assertThat(count(plot, "circle")).isEqualTo(2);
    assertThat(PlotTest.rows(plot))
        .containsExactly(
            List.of("v2", "2 Jan 2026", "20 B"), List.of("v1", "2 Jan 2025", "10 B"));
  }

  @ParameterizedTest
  @CsvSource({
      "a/b/data.CSV,.csv", "reads.fastq.gz,.fastq.gz", "x.tar.bz2,.tar.bz2", "a.gz,.gz",
      "1.gz,.gz", "README,no extension", ".gitignore,no extension", "a/.x.json,.json",
      "v1.0,no extension", "a.b/c,no extension", "ends.,no extension", "x.h5,.h5", "x.7z,.7z",
      "x.a b,no extension", "x.abcdefghijk,.abcdefghijk", "x.abcdefghijkl,no extension",
      "x.2.gz,.gz", "sample.10x.h5,.h5"})
  void fileTypesAreShortExtensions(String path, String extension) {
    assertThat(FileTypesPlot.extension(path)).isEqualTo(extension);
  }

  @Test
  void filesAreSummedUpByType() throws Exception {
    Figure plot =
        new FileTypesPlot.Sum().add("a.csv", 10).add("b/c.csv", 20).add("README", 70).plot();
    assertThat(PlotTest.rows(plot))
        .containsExactly(
            List.of("no extension", "1", "70 B", "70%"), List.of(".csv", "2", "30 B", "30%"));
  }

  @Test
  void aThousandTypesAreKeptApart() {
    FileTypesPlot.Sum sum = new FileTypesPlot.Sum();
    for (int i = 0; i < FileTypesPlot.MAX_TYPES + 5; i++) {
      sum.add("x.e" + i, 1);
    }
    assertThat(sum.plot().html())
        .contains("1,005 files of 1,001 types")
        .contains("The largest 100 of 1,001 types.");
  }
}
