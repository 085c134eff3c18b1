package io.gypsum.server.page.plot;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;

import io.gypsum.core.document.Quota;
import io.gypsum.server.catalog.UploadMonth;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/** What all plots have in common. */
class PlotTest {
  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
  private static final String HOSTILE = "<script>alert(1)</script>\"'&]]>\u202e\u0007\ud800";

  /** Returns all plots, with usual data, large numbers and hostile names. */
  static List<Figure> plots() {
    String name = HOSTILE;
    Quota quota = new Quota(10_000_000_000L, 20_000_000_000L, 2024);
    List<UploadMonth> months =
        IntStream.range(0, 20)
            .mapToObj(i -> new UploadMonth(YearMonth.of(2025, 3).plusMonths(i), i, i * 1_000_000L))
            .toList();
    List<UploadMonth> huge =
        List.of(
            new UploadMonth(YearMonth.of(1970, 1), Long.MAX_VALUE / 4, Long.MAX_VALUE / 4),
            new UploadMonth(YearMonth.of(9999, 12), Long.MAX_VALUE / 4, Long.MAX_VALUE / 4));
    List<Figure> plots = new ArrayList<>();
    plots.add(UsagePlot.of(new UsagePlot.Data(quota, 5_000_000_000L, months, NOW)));
    plots.add(UsagePlot.of(new UsagePlot.Data(quota, Long.MAX_VALUE, huge, NOW)));
    plots.add(UploadsPlot.of(months, YearMonth.of(2026, 11)));
    plots.add(UploadsPlot.of(huge, YearMonth.of(2026, 11)));
    plots.add(
        AssetSizesPlot.of(
            AssetSizesPlot.Data.of(
                IntStream.range(0, 40)
                    .mapToObj(
                        i -> new AssetSizesPlot.AssetSize(
                            name + i, "/browse/" + name, Long.MAX_VALUE / 40))
                    .toList())));
    plots.add(
        VersionSizesPlot.of(
            List.of(
                new VersionSizesPlot.VersionSize(
                    name, "/" + name, Instant.parse("0000-01-01T00:00:00Z"), Long.MAX_VALUE),
                new VersionSizesPlot.VersionSize(name, "/" + name, Instant.EPOCH, 0),
                new VersionSizesPlot.VersionSize(name, "/" + name, NOW, 1))));
    plots.add(
        new FileTypesPlot.Sum().add(name, 3)
            .add("a." + name, 3)
            .add("a.csv", Long.MAX_VALUE / 2)
            .plot());
    return plots;
  }

  @ParameterizedTest
  @MethodSource("plots")
  void plotsAreWellFormedWhateverNamesTheyContain(Figure figure) throws Exception {
    Document parsed = parse(figure);
    NodeList elements = parsed.getElementsByTagName("*");
    for (int i = 0; i < elements.getLength(); i++) {
      assertThat(elements.item(i).getNodeName())
          .isIn(
              "figure", "figcaption", "strong", "span", "div", "details", "summary", "table",
              "thead", "tbody", "tr", "th", "td", "a", "p", "svg", "title", "desc", "text", "line",
              "rect", "path", "circle");
    }
    assertThat(figure.html()).doesNotContain("\u202e").doesNotContain("\u0007");
  }

  @ParameterizedTest
  @MethodSource("plots")
  void plotsHaveNeitherStylesNorColours(Figure figure) throws Exception {
    NodeList elements = parse(figure).getElementsByTagName("*");
    for (int i = 0; i < elements.getLength(); i++) {
      Element element = (Element) elements.item(i);
      for (int j = 0; j < element.getAttributes().getLength(); j++) {
        assertThat(((Attr) element.getAttributes().item(j)).getName())
            .isIn(
                "class", "role", "aria-labelledby", "aria-label", "tabindex", "xmlns", "viewBox",
                "id", "scope", "href", "text-anchor", "x", "y", "x1", "y1", "x2", "y2", "width",
                "height", "rx", "d", "cx", "cy", "r");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("plots")
  void screenReadersAnnounceTitleAndDescription(Figure figure) throws Exception {
    Element svg = (Element) parse(figure).getElementsByTagName("svg").item(0);
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : List.of("title", "desc")) {
      Element element = (Element) svg.getElementsByTagName(name).item(0);
      texts.put(element.getAttribute("id"), element.getTextContent());
    }
    assertThat(svg.getAttribute("role")).isEqualTo("img");
    assertThat(svg.getAttribute("aria-labelledby")).isEqualTo(String.join(" ", texts.keySet()));
    assertThat(texts.values()).noneMatch(String::isBlank);
  }

  @ParameterizedTest
  @MethodSource("plots")
  void everyNumberIsWithinTheImage(Figure figure) throws Exception {
    Element svg = (Element) parse(figure).getElementsByTagName("svg").item(0);
    String[] box = svg.getAttribute("viewBox").split(" ", -1);
    double top = Double.parseDouble(box[1]);
    double width = Double.parseDouble(box[2]);
    double bottom = top + Double.parseDouble(box[3]);
    NodeList elements = svg.getElementsByTagName("*");
    for (int i = 0; i < elements.getLength(); i++) {
      Element element = (Element) elements.item(i);
      for (String name : List.of("x", "x1", "x2", "cx")) {
        String value = element.getAttribute(name);
        if (!value.isEmpty()) {
          assertThat(Double.parseDouble(value)).as(name).isBetween(0.0, width);
        }
      }
      for (String name : List.of("y", "y1", "y2", "cy")) {
        String value = element.getAttribute(name);
        if (!value.isEmpty()) {
          assertThat(Double.parseDouble(value)).as(name).isBetween(top, bottom);
        }
      }
      for (String point : element.getAttribute("d").split("[ML]|Z", -1)) {
        if (!point.isEmpty()) {
          String[] pair = point.split(" ", -1);
          assertThat(Double.parseDouble(pair[0])).as(point).isBetween(0.0, width);
          assertThat(Double.parseDouble(pair[1])).as(point).isBetween(top, bottom);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("plots")
  void theTableHasAHeaderForEachCell(Figure figure) throws Exception {
    Element table = (Element) parse(figure).getElementsByTagName("table").item(0);
    NodeList rows = table.getElementsByTagName("tr");
    int columns = ((Element) rows.item(0)).getElementsByTagName("th").getLength();
    assertThat(rows.getLength()).isGreaterThan(1);
    for (int i = 1; i < rows.getLength(); i++) {
      Element row = (Element) rows.item(i);
      Element header = (Element) row.getElementsByTagName("th").item(0);
      assertThat(header.getAttribute("scope")).isEqualTo("row");
      assertThat(row.getElementsByTagName("td").getLength()).isEqualTo(columns - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 200, 5_000})
  void longNamesDoNotMakeTheImageLarger(int length) throws Exception {
    String name = "x".repeat(length);
    Figure figure =
        AssetSizesPlot.of(
            AssetSizesPlot.Data.of(List.of(new AssetSizesPlot.AssetSize(name, null, 100))));
    Element text = (Element) parse(figure).getElementsByTagName("text").item(0);
    assertThat(text.getLastChild().getTextContent().length()).isLessThan(40);
    assertThat(text.getFirstChild().getTextContent()).as("tooltip").isEqualTo(name);
  }

  @ParameterizedTest
  @MethodSource("emptyPlots")
  void withoutDataThereIsASentenceInsteadOfAnImage(Figure figure) throws Exception {
    assertThat(parse(figure).getElementsByTagName("svg").getLength()).isZero();
    assertThat(parse(figure).getElementsByTagName("span").item(0).getTextContent())
        .endsWith(".");
  }

  static List<Figure> emptyPlots() {
    return List.of(
        UploadsPlot.of(List.of(), YearMonth.of(2026, 11)),
        AssetSizesPlot.of(AssetSizesPlot.Data.of(List.of())), VersionSizesPlot.of(List.of()),
        new FileTypesPlot.Sum().plot());
  }

  static Document parse(Figure figure) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(figure.html().getBytes(StandardCharsets.UTF_8)));
  }

  /** Returns the texts of the cells of a table, by rows. */
  static List<List<String>> rows(Figure figure) throws Exception {
    NodeList rows = parse(figure).getElementsByTagName("tr");
    List<List<String>> texts = new ArrayList<>();
    for (int i = 1; i < rows.getLength(); i++) {
      List<String> cells = new ArrayList<>();
      for (int j = 0; j < rows.item(i).getChildNodes().getLength(); j++) {
        cells.add(rows.item(i).getChildNodes().item(j).getTextContent());
      }
      texts.add(cells);
    }
    return texts;
  }
}
