package io.gypsum.server.page;

import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.memory.MemoryStore;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CatalogPageTest {
  private static final String FORMULA = "=HYPERLINK(\"http:x\",\"<b>\")";

  private final MemoryStore store = new MemoryStore();
  private PageServer server;

  @BeforeEach
  void start() throws IOException {
    new TestVersion(store, "p/small/v1").file("f", "x").latest().publish();
    new TestVersion(store, "p/large/v1").file("f", "x".repeat(2_000)).publish();
    new TestVersion(store, "p/large/v2").file("f", "x".repeat(3_000)).latest().publish();
    new TestVersion(store, "q/" + FORMULA.replace("/", "") + "/v1").file("f", "xyz")
        .latest()
        .publish();
    server = PageServer.start(store);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Document page(String path, String... headers) throws IOException {
    Answer answer = server.get(path, headers);
    assertThat(answer.status()).as(path).isEqualTo(200);
    return Jsoup.parse(answer.text());
  }

  private static List<String> assets(Document page) {
    return page.select("#assets tbody th").eachText();
  }

  @Test
  void everyAssetIsARow() throws IOException {
    Document page = page("/catalog", PageServer.BROWSER);

    assertThat(assets(page)).containsExactly("p / large", "p / small", "q / " + FORMULA);
    Element large = page.select("#assets tbody tr").first();
    assertThat(large.select("td").eachText())
        .containsExactly("v2", "2", "2", "5 kB", "5 kB", "1 Mar 2026");
    assertThat(large.select("a").eachAttr("href"))
        .containsExactly("/browse/p", "/browse/p/large", "/browse/p/large/v2");
    assertThat(page.select("b")).isEmpty();
    assertThat(page.select("caption").text()).isEqualTo("3 assets");
  }

  @Test
  void theTableIsSortedByItsHeaders() throws IOException {
    Document byName = page("/catalog");
    assertThat(byName.select("th[aria-sort]").eachText()).containsExactly("Asset ↑");
    Element size = byName.selectFirst("thead th:contains(Size) a");
    Document bySize = page(size.attr("href"));
    assertThat(assets(bySize).get(0)).isEqualTo("p / large");
    Element sorted = bySize.selectFirst("th[aria-sort]");
    assertThat(sorted.attr("aria-sort")).isEqualTo("descending");
    Document ascending = page(sorted.select("a").attr("href"));
    assertThat(assets(ascending).get(0)).isEqualTo("p / small");
  }

  @Test
  void theFilterSelectsByName() throws IOException {
    Document page = page("/catalog?filter=LARGE&order=bytes");
    assertThat(assets(page)).containsExactly("p / large");
    assertThat(page.select("input[name=order]").val()).isEqualTo("bytes");
    assertThat(page("/catalog?filter=%3Cscript%3E").select(".empty").text())
        .isEqualTo("No project or asset has a name that contains “<script>”.");
    assertThat(server.get("/catalog?filter=" + "x".repeat(501)).status()).isEqualTo(400);
    assertThat(server.get("/catalog?order=best").text())
        .contains("[name, versions, files, bytes, own_bytes, changed]");
  }

  @Test
  void aScriptReceivesOnlyTheTable() throws IOException {
    assertThat(server.get("/catalog", "HX-Request: true").text().strip())
        .startsWith("<div id=\"assets\"");
  }

  private static List<CsvRecord> csv(Answer answer) {
    assertThat(answer.header("Content-Type")).startsWith("text/csv");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"catalog.csv\"");
    return CsvReader.builder().ofCsvRecord(new StringReader(answer.text())).stream().toList();
  }

  @Test
  void csvContainsNoFormulas() throws IOException {
    List<CsvRecord> records = csv(server.get("/catalog?format=csv&order=bytes&descending=true"));

    assertThat(records.get(0).getFields())
        .containsExactly(
            "project", "asset", "latest", "versions", "probational", "files", "links", "bytes",
            "own_bytes", "changed");
    assertThat(records.get(1).getFields())
        .containsExactly(
            "p", "large", "v2", "2", "0", "2", "0", "5000", "5000", "2026-03-01T12:34:56.789Z");
    assertThat(records.get(2).getField(1)).isEqualTo("'" + FORMULA);
  }

  @Test
  void jsonContainsTheNamesUnchanged() throws IOException {
    Answer answer = server.get("/catalog?format=json&filter=HYPER");
    List<String> names =
        JsonInput.read(
            answer.body(),
            array -> array.array(row -> row.requiredProperty("asset", JsonInput::string)));
    assertThat(names).containsExactly(FORMULA);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void theFormatIsNegotiated() throws IOException {
    assertThat(server.get("/catalog", "Accept: text/csv").header("Content-Type"))
        .startsWith("text/csv");
    Answer json = server.get("/catalog", "Accept: application/json");
    assertThat(json.header("Content-Type")).isEqualTo("application/json");
    assertThat(json.header("Vary")).isEqualTo("Accept, HX-Request");
    assertThat(server.get("/catalog", PageServer.BROWSER).header("Content-Type"))
        .startsWith("text/html");
    assertThat(server.get("/catalog", "Accept: */*").header("Content-Type"))
        .startsWith("text/html");
  }

  @Test
  void anExportReadsTheCatalogueInPages() throws IOException {
    FixedCatalog many = new FixedCatalog();
    int count = 2 * Catalog.MAX_ROWS + 1;
    for (int i = 0; i < count; i++) {
      many.asset(
          new ProjectAsset(new ProjectName("p"), new AssetName("a" + i)), null, Instant.EPOCH);
    }
    PageSources sources = PageServer.sources(store);
    try (PageServer large =
        PageServer
            .start(
                new PageSources(
                    sources.trees(), many, sources.lanes(), null, sources.clock(),
                    sources.audit()))) {
      List<CsvRecord> records = csv(large.get("/catalog?format=csv"));
      assertThat(records).hasSize(count + 1);
      assertThat(records.get(count).getField(1)).isEqualTo("a" + (count - 1));
      List<String> names =
          JsonInput.read(
              large.get("/catalog?format=json").body(),
              array -> array.array(row -> row.requiredProperty("asset", JsonInput::string)));
      assertThat(names).hasSize(count);
      Document last = Jsoup.parse(large.get("/catalog?page=9999").text());
      assertThat(assets(last)).containsExactly("p / a2000");
      assertThat(last.select(".pager").text()).contains("Page 41 of 41");
      assertThat(last.select(".data-age").text()).matches("As of [\\d,]+ days ago\\.");
    }
  }
}
