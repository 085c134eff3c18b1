package io.gypsum.server.page;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexOptions;
import io.gypsum.metadata.index.MetadataIndexer;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.index.MetadataIndex;
import io.gypsum.server.page.find.IndexFinder;
import io.gypsum.server.testing.BlockedLane;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.memory.MemoryStore;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class FindPageTest {
  private static final List<IndexClass> CLASSES =
      List.of(IndexClass.parse("_m.json"), IndexClass.parse("_other.json"));
  private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");

  @TempDir private Path directory;

  private final MemoryStore store = new MemoryStore();
  private final ComputeLane lane = TestLanes.lane(1, 1);
  private MetadataIndex index;
  private PageServer server;

  @BeforeEach
  void start() throws IOException {
    new TestVersion(store, "p/a/v1").file("_m.json", "{\"title\":\"Old mouse\"}").publish();
    new TestVersion(store, "p/a/v2")
        .file("_m.json", "{\"title\":\"Mouse <script>x</script>\",\"text\":\"a brain & more\"}")
        .latest()
        .publish();
    new TestVersion(store, "q/b/v1")
        .file("d<b>/_m.json", "{\"title\":\"Rat\",\"text\":\"like a mouse\",\"n\":5}")
        .file("_other.json", "{\"title\":\"Another class\"}")
        .latest()
        .publish();
    startWith(1_000_000);
  }

  private void startWith(long maxSteps) throws IOException {
    new MetadataIndexer(store, directory, CLASSES, IndexOptions.DEFAULTS).fresh();
    // Not started, so the files do not change during a test.
    index =
        new MetadataIndex(
            store, directory, CLASSES, Duration.ofDays(7), Duration.ofHours(1), () -> NOW);
    PageSources sources = PageServer.sources(store);
    server =
        PageServer.start(
            new PageSources(
                sources.trees(), sources.catalog(), sources.lanes(),
                index.search(lane, maxSteps), sources.clock(), sources.audit()));
  }

  @AfterEach
  void stop() {
    server.close();
    index.close();
  }

  private Document page(String path, int status, String... headers) throws IOException {
    Answer answer = server.get(path, headers);
    assertThat(answer.status()).as(path).isEqualTo(status);
    return Jsoup.parse(answer.text());
  }

  private Document page(String path) throws IOException {
    return page(path, 200, PageServer.BROWSER);
  }

  private static List<String> titles(Document page) {
    return page.select(".hits .list-title").eachText();
  }

  @Test
  void hitsHaveATitleAFragmentAndLinks() throws IOException {
    Document page = page("/find?q=mouse");

    assertThat(titles(page)).containsExactly("Mouse <script>x</script>", "Rat");
    assertThat(page.select(".hits mark").eachText()).containsExactly("Mouse", "mouse");
    Element rat = page.select(".hits > li").get(1);
    assertThat(rat.select(".list-title").attr("href")).isEqualTo("/browse/q/b/v1");
    assertThat(rat.select(".hit-path a").attr("href"))
        .isEqualTo("/browse/q/b/v1/d%3Cb%3E/_m.json");
    assertThat(rat.select(".hit-path").text()).isEqualTo("q/b/v1/d<b>/_m.json");
    assertThat(rat.select(".hit-text").text()).isEqualTo("text: like a mouse");
    assertThat(page.select(".column-main h2").text()).isEqualTo("2 documents");
    assertThat(page.select("main script")).isEmpty();
  }

  @Test
  void thePageNamesTheSameSearchAsJsonAndAsCommands() throws IOException {
    Document page = page("/find?q=mouse&versions=all&order=newest&project=p");

    assertThat(page.select(".site-footer a").first().attr("href"))
        .isEqualTo("/search?q=%28mouse%29%20AND%20%40project%3Ap&latest=false");
    assertThat(page.select("pre.copy").eachText())
        .contains(
            "gypsum search --url http://test.example --all-versions --sort newest -- '(mouse) AND @project:p'",
            "curl 'http://test.example/search?q=%28mouse%29%20AND%20%40project%3Ap&latest=false'");
  }

  @Test
  void versionsAndOrderAreChosen() throws IOException {
    assertThat(titles(page("/find?q=mouse&versions=all"))).hasSize(3);
    assertThat(titles(page("/find?q=mouse&order=name")))
        .containsExactly("Mouse <script>x</script>", "Rat");
    assertThat(page("/find?q=mouse&versions=all").select("option[selected]").eachText())
        .contains("All");
  }

  @Test
  void facetsCountAndNarrowTheResults() throws IOException {
    Document page = page("/find?q=mouse");
    assertThat(page.select("section[aria-labelledby=facet-projects] li").eachText())
        .containsExactly("p 1", "q 1");
    assertThat(page.select("section[aria-labelledby=facet-users] li").eachText())
        .containsExactly("user 2");

    Document narrowed =
        page(page.select("section[aria-labelledby=facet-projects] a").last().attr("href"));
    assertThat(titles(narrowed)).containsExactly("Rat");
    assertThat(narrowed.select("input[name=project]").val()).isEqualTo("q");
    assertThat(titles(page(narrowed.select(".kinds a").attr("href")))).hasSize(2);
  }

  @Test
  void fieldsLeadToASearchInOneField() throws IOException {
    Document page = page("/find?q=mouse");
    Element field = page.selectFirst("section[aria-labelledby=fields] li:contains(text:) a");
    assertThat(titles(page(field.attr("href")))).containsExactly("Rat");
    assertThat(page("/find").select("section[aria-labelledby=fields] code").eachText())
        .containsExactlyInAnyOrder("title:", "text:");
  }

  @Test
  void anUnfinishedWordLeadsToASearchForItsBeginning() throws IOException {
    Document page = page("/find?q=like+mou");
    assertThat(page.select(".hits")).isEmpty();
    assertThat(titles(page(page.select(".empty a").attr("href")))).containsExactly("Rat");
    assertThat(page("/find?q=nothing*").select(".empty a")).isEmpty();
  }

  @Test
  void aClassIsChosen() throws IOException {
    Document page = page("/find?q=class&class=_other.json");
    assertThat(titles(page)).containsExactly("Another class");
    assertThat(page.select("select[name=class] option").eachText())
        .containsExactly("_m.json", "_other.json");
    assertThat(page("/find?q=x&class=%3Cb%3E", 404).select(".banner").text())
        .contains("The class '<b>' is not indexed by this server");
  }

  @Test
  void aSyntaxErrorIsShownWithACaretBelowItsPosition() throws IOException {
    Document page = page("/find?q=mouse+AND+%3Cb%3E+OR", 400, PageServer.BROWSER);

    assertThat(page.selectFirst("pre.excerpt").wholeText().lines())
        .containsExactly("mouse AND <b> OR", "              ^");
    assertThat(page.select(".query-problem p").text()).startsWith("Expected ");
    assertThat(page.select("#q").val()).isEqualTo("mouse AND <b> OR");
    assertThat(page("/find?q=tile:mouse", 400).select(".query-problem p").text())
        .contains("did you mean 'title'?");
  }

  @Test
  void aProgramGetsFailuresAsJson() throws IOException {
    for (String query : new String[] {"mouse+AND", "x".repeat(10_001)}) {
      Answer answer = server.get("/find?q=" + query, "Accept: application/json");
      assertThat(answer.status()).isGreaterThanOrEqualTo(400);
      assertThat(answer.header("Content-Type")).as(query).isEqualTo("application/json");
    }
  }

  @Test
  void aScriptReceivesOnlyTheResults() throws IOException {
    Answer part = server.get("/find?q=mouse", "HX-Request: true");
    assertThat(part.header("Vary")).contains("HX-Request");
    assertThat(part.text().strip()).startsWith("<div id=\"results\"").endsWith("</div>");
    assertThat(titles(Jsoup.parse(part.text()))).hasSize(2);
    assertThat(page("/find?q=mouse+AND", 200, "HX-Request: true").select(".excerpt")).hasSize(1);
    assertThat(
        server
            .get("/find?q=mouse", "HX-Request: true", "HX-History-Restore-Request: true")
            .text())
        .contains("<!DOCTYPE html>");
  }

  @Test
  void aSearchThatNeedsTooManyStepsIsAMessageInThePage() throws IOException {
    stop();
    TestVersion many = new TestVersion(store, "p/many/v1");
    for (int i = 0; i < 200; i++) {
      many.file("d" + i + "/_m.json", "{\"t\":\"x" + i + " mouse\"}");
    }
    many.latest().publish();
    startWith(1);
    assertThat(page("/find?q=x*+NOT+y*", 413).select(".banner").text())
        .contains("needs more than 1 steps");
  }

  @Test
  void aSearchThatFindsNoPlaceIsAMessageInThePage() throws IOException {
    try (BlockedLane blocked = BlockedLane.withWaiting(lane, 1, 1)) {
      Document page = page("/find?q=mouse", 503, PageServer.BROWSER);
      assertThat(page.select(".banner").text()).contains("too many");
      assertThat(page("/find", 200).select("input[name=q]")).hasSize(2);
      blocked.release();
    }
  }

  @Test
  void hitsArePagedInEveryOrder() throws IOException {
    stop();
    TestVersion many = new TestVersion(store, "p/many/v1");
    for (int i = 0; i <= IndexFinder.PAGE_SIZE; i++) {
      many.file("d%02d/_m.json".formatted(i), "{\"title\":\"plant %02d\"}".formatted(i));
    }
    many.latest().publish();
    startWith(10_000_000);
    for (String order : new String[] {"index", "newest", "oldest", "name"}) {
      Document first = page("/find?q=plant&order=" + order);
      assertThat(titles(first)).hasSize(IndexFinder.PAGE_SIZE);
      Document second = page(first.select("a[rel=next]").attr("href"));
      assertThat(titles(second)).as(order).containsExactly("plant 20");
      assertThat(second.select("a[rel=next]")).isEmpty();
    }
    assertThat(page("/find?q=plant&page=3").select(".empty").text()).contains("on this page");
  }

  @Test
  void invalidParametersAreExplained() throws IOException {
    assertThat(page("/find?q=x&order=best", 400).text())
        .contains("expected one of [index, newest, oldest, name]");
    assertThat(page("/find?q=x&page=501", 400).text()).contains("a number from 1 to 500");
    assertThat(page("/find?q=" + "x".repeat(10_001), 413).select(".banner").text())
        .contains("more than 10000 characters");
  }

  @Test
  void withoutAnIndexNamesAreSearched() throws IOException {
    PageSources sources = PageServer.sources(store);
    FixedCatalog names =
        new FixedCatalog()
            .asset(
                new ProjectAsset(new ProjectName("p"), new AssetName("mouse <b>")), null, NOW);
    try (PageServer unindexed =
        PageServer
            .start(
                new PageSources(
                    sources.trees(), names, sources.lanes(), null, sources.clock(),
                    sources.audit()))) {
      Document page = Jsoup.parse(unindexed.get("/find?q=mouse").text());
      assertThat(page.select(".banner").text()).contains("no metadata index");
      assertThat(page.select(".list-title").text()).isEqualTo("p/mouse <b>");
      assertThat(page.select(".list-title").attr("href")).isEqualTo("/browse/p/mouse%20%3Cb%3E");
      assertThat(Jsoup.parse(unindexed.get("/find").text()).select(".banner")).hasSize(1);
    }
  }
}
