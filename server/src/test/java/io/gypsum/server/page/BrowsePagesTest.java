package io.gypsum.server.page;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.memory.MemoryStore;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The pages of the server, projects, assets and versions, requested from a server with a catalogue of the store. */
class BrowsePagesTest {
  private static final String METADATA =
      """
      {"title": "Mouse <i>brain</i>", "description": "First.\\n\\nSecond & last.", "taxonomy_id": ["10090"],
       "sources": [{"provider": "GEO", "id": "GSE1"}, {"provider": "URL", "id": "javascript:alert(1)"}],
       "nested": {"x": 1}, "rows": 12}
      """;
  private static final String HOSTILE = "<b onclick=x>\"'&\u202egpj.exe 100%+ü";

  private final MemoryStore store = new MemoryStore();
  private @Nullable PageServer server;

  @BeforeEach
  void write() {
    put(
        BucketLayout.permissions(new ProjectName("p")),
        Permissions.builder()
            .owners("ann")
            .uploaders(
                Uploader.builder("ben").asset("mouse").trusted(true).build(),
                Uploader.builder("cat").until(OffsetDateTime.parse("2026-05-31T00:00:00Z")).build())
            .build());
    put(BucketLayout.quota(new ProjectName("p")), new Quota(1_000, 100, 2026));
    put(BucketLayout.usage(new ProjectName("p")), new Usage(250));
    new TestVersion(store, "p/mouse/v1").file("a.txt", "one")
        .file("sub/b.txt", "two")
        .write(summary("2026-03-01T12:00:00Z", null));
    new TestVersion(store, "p/mouse/v2").file("_bioconductor.json", METADATA)
        .file("README.md", "# Hello\n\n<script>alert(1)</script>")
        .link("a.txt", "p/mouse/v1/a.txt", "one")
        .latest()
        .write(summary("2026-04-01T12:00:00Z", null));
    new TestVersion(store, "p/mouse/v3").file("c", "x")
        .write(summary("2026-05-01T12:00:00Z", true));
  }

  private static Summary summary(String finish, @Nullable Boolean probation) {
    OffsetDateTime time = OffsetDateTime.parse(finish);
    return new Summary("dee", time.minusHours(1).toInstant(), time.toInstant(), probation);
  }

  private void put(Key key, JsonWritable document) {
    store.put(key, Content.of(JsonOutput.bytes(document)), PutCondition.OVERWRITE);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private Document page(String path) throws IOException {
    Answer answer = answer(path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    return Jsoup.parse(answer.text());
  }

  private Answer answer(String path) throws IOException {
    if (server == null) {
      server = PageServer.start(store);
    }
    return server.get(path, PageServer.BROWSER);
  }

  private static List<String> texts(Document page, String selector) {
    return page.select(selector).eachText();
  }

  @Test
  void theHomePageShowsTotalsProjectsAndTheLatestPublishedVersions() throws IOException {
    Document home = page("/");
    assertThat(texts(home, ".stats div")).contains("projects 1", "assets 1", "versions 3");
    assertThat(texts(home, "main tbody tr")).first().asString().startsWith("p 1 3");
    assertThat(texts(home, "aside .list-title")).containsExactly("p/mouse/v2", "p/mouse/v1");
    assertThat(home.select("main form[action=/find] input[name=q]")).hasSize(1);
  }

  @Test
  void theProjectPageShowsAssetsPeopleAndQuota() throws IOException {
    Document project = page("/browse/p");
    assertThat(project.select("tbody th a").first().attr("href")).isEqualTo("/browse/p/mouse");
    assertThat(texts(project, "tbody td").getFirst()).isEqualTo("v2 1 on probation");
    String aside = project.select("aside").text();
    assertThat(aside).contains(
        "ann", "ben trusted asset mouse", "cat expired all assets until 31 May 2026",
        "Used 250 B (25%)", "Limit 1 kB", "Growth 100 B per year");
    assertThat(texts(project, "section[aria-labelledby=probation] .list-title"))
        .containsExactly("mouse/v3");
  }

  @Test
  void theAssetPageShowsVersionsNewestFirstWithTheirChanges() throws IOException {
    Document asset = page("/browse/p/mouse");
    assertThat(texts(asset, "section[aria-labelledby=versions] tbody th"))
        .containsExactly("v3 probation", "v2 latest", "v1");
    assertThat(
        asset.select("section[aria-labelledby=versions] td a").eachAttr("href"))
        .containsExactly("/compare/p/mouse/v2/v3", "/compare/p/mouse/v1/v2");
    assertThat(asset.select("h1").text()).isEqualTo("Mouse <i>brain</i>");
    assertThat(asset.select("section.readme").text()).contains("Hello");
    assertThat(asset.select(".citation").text()).contains("dee", "(version v2)");
    assertThat(asset.select("script[type=application/ld+json]").html())
        .contains("\"@type\":\"Dataset\"")
        .doesNotContain("<");
  }

  @Test
  void theVersionPageShowsItsMetadataFilesAndRelations() throws IOException {
    Document version = page("/browse/p/mouse/v2");
    assertThat(texts(version, ".metadata p")).contains("First.", "Second & last.");
    assertThat(texts(version, ".metadata .facts > div"))
        .containsExactly(
            "Species Mus musculus (10090)", "Sources GEO GSE1 URL javascript:alert(1)", "Rows 12");
    assertThat(version.select(".metadata .facts a").eachAttr("href"))
        .containsExactly(
            "https://www.ncbi.nlm.nih.gov/Taxonomy/Browser/wwwtax.cgi?id=10090",
            "https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc=GSE1");
    assertThat(texts(version, ".files tbody th"))
        .containsExactly("README.md", "_bioconductor.json", "a.txt link");
    assertThat(version.select("main script")).isEmpty();
    assertThat(version.select("aside a").eachAttr("href"))
        .contains("/compare/p/mouse/v1/v2", "/browse/p/mouse/v1", "/browse/p/mouse");
    assertThat(version.select(".page-head a[href=/archive/p/mouse/v2.zip]")).hasSize(1);
    assertThat(version.select(".page-head .badge").text()).isEqualTo("latest");
  }

  @Test
  void olderAndProbationalVersionsSaySo() throws IOException {
    assertThat(page("/browse/p/mouse/v1").select(".banner a").eachAttr("href"))
        .containsExactly("/browse/p/mouse/v2", "/compare/p/mouse/v1/v2");
    Document probational = page("/browse/p/mouse/v3");
    assertThat(probational.select(".banner").text()).contains("On probation");
    assertThat(probational.select(".citation, script[type=application/ld+json]")).isEmpty();
    assertThat(page("/browse/p/mouse/v2").select(".banner")).isEmpty();
  }

  @Test
  void aVersionPageShowsTheVersionsThatLinkToIt() throws IOException {
    Document linked = page("/browse/p/mouse/v1");
    assertThat(linked.select("aside").text())
        .contains("Linked from Links to files of this version: 1 in 1 version. p/mouse/v2 1 file");
    assertThat(linked.select("a[href^=/linked-from]")).isEmpty();
    assertThat(page("/browse/p/mouse/v2").select("aside").text()).doesNotContain("Linked from");
    assertThat(texts(page("/linked-from/p/mouse/v1"), "tbody tr")).containsExactly("p/mouse/v2 1");
    assertThat(page("/linked-from/p/mouse/latest").select(".empty").text())
        .contains("No version links to this one");
    assertThat(answer("/linked-from/p/mouse/v9").status()).isEqualTo(404);
  }

  @Test
  void theVersionsThatLinkToAVersionArePaged() throws IOException {
    for (int i = 0; i <= IncomingLinksPage.PAGE_SIZE; i++) {
      new TestVersion(store, "q/a%03d/v1".formatted(i)).link("x", "p/mouse/v1/a.txt", "one")
          .link("y", "p/mouse/v1/a.txt", "one")
          .publish();
    }
    Document version = page("/browse/p/mouse/v1");
    assertThat(version.select("aside").text())
        .contains("Links to files of this version: 203 in 102 versions. p/mouse/v2 1 file");
    String all = version.select("a[href^=/linked-from]").attr("href");
    Document first = page(all);
    assertThat(texts(first, "tbody tr")).hasSize(100).startsWith("p/mouse/v2 1", "q/a000/v1 2");
    assertThat(texts(page(first.select("a[rel=next]").attr("href")), "tbody th"))
        .containsExactly("q/a099/v1", "q/a100/v1");
  }

  @Test
  void largeMetadataDocumentsAreNotShown() throws IOException {
    String start = "{\"title\": \"Large\", \"x\": \"";
    String rest = "x".repeat(MetadataCard.MAX_BYTES - start.length() - 2) + "\"}";
    new TestVersion(store, "p/large/v1").file("_x.json", start + rest).publish();
    new TestVersion(store, "p/large/v2").file("_x.json", start + "x" + rest).publish();
    assertThat(page("/browse/p/large/v1").select("h1").text()).isEqualTo("Large");
    assertThat(page("/browse/p/large/v2").select("h1").text()).isEqualTo("large");
  }

  @Test
  void latestIsThePageOfTheLatestVersionWithItsPermanentAddress() throws IOException {
    Document latest = page("/browse/p/mouse/latest");
    assertThat(latest.select("link[rel=canonical]").attr("href"))
        .isEqualTo("http://test.example/browse/p/mouse/v2");
    assertThat(texts(latest, ".crumbs li")).containsExactly("Home", "p", "mouse", "v2");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "/browse/q|project 'q' does not exist|",
      "/browse/P|project 'P' does not exist; similar names: p|/browse/p",
      "/browse/p/muose|project 'p' has no asset 'muose'; similar names: mouse|/browse/p/mouse",
      "/browse/q/a/v1|project 'q' does not exist|",
      "/browse/p/mouse/v9|'p/mouse' has no version 'v9'; versions are v3, v2, v1|/browse/p/mouse/v3",
      "/browse/p/mouse/v9/f|'p/mouse' has no version 'v9'; versions are v3, v2, v1|/browse/p/mouse/v3",
      "/browse/p/mose/latest|project 'p' has no asset 'mose'; similar names: mouse|/browse/p/mouse"})
  void anUnknownNameIsAnsweredWithSimilarOnes(String path, String reason, @Nullable String link)
      throws IOException {
    Answer answer = answer(path);
    assertThat(answer.status()).isEqualTo(404);
    Document page = Jsoup.parse(answer.text());
    assertThat(page.select(".reason").text()).isEqualTo(reason);
    Element first = page.select(".suggestions a").first();
    assertThat(first == null ? null : first.attr("href")).isEqualTo(link);
  }

  @Test
  void programsReceiveTheSuggestionsAsJson() throws IOException {
    answer("/");
    Answer json = server.get("/browse/p/muose", "Accept: application/json");
    assertThat(json.header("Content-Type")).isEqualTo("application/json");
    assertThat(json.text()).contains("\"suggestions\":[\"mouse\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/browse/p", "/browse/p/mouse", "/browse/p/mouse/v1", "/browse/p/mouse/v1/sub"})
  void aTrailingSlashIsRedirectedAway(String path) throws IOException {
    Answer answer = answer(path + "/?page=1");
    assertThat(answer.status()).isEqualTo(301);
    assertThat(answer.header("Location")).isEqualTo(path + "?page=1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/browse/p", "/browse/p/mouse", "/browse/p/mouse/v2", "/browse/none"})
  void everyPageHasItsPartsOnce(String path) throws IOException {
    Document page = Jsoup.parse(answer(path).text());
    assertThat(page.title()).endsWith(" – Test site");
    assertThat(page.select("h1")).hasSize(1);
    assertThat(page.select("main, header, footer")).hasSize(3);
    assertThat(page.select("[style], script:not([src]):not([type=application/ld+json])")).isEmpty();
    List<String> ids = new ArrayList<>(page.select("[id]").eachAttr("id"));
    assertThat(ids).hasSameSizeAs(Set.copyOf(ids));
    assertThat(page.select("th:not([scope]), img:not([alt])")).isEmpty();
    int level = 1;
    for (Element heading : page.select("h1, h2, h3, h4, h5, h6")) {
      int next = heading.tagName().charAt(1) - '0';
      assertThat(next).as(heading.text()).isLessThanOrEqualTo(level + 1);
      level = next;
    }
    if (!path.equals("/browse/none")) {
      assertThat(texts(page, ".tabs summary"))
          .containsExactly("gypsum", "R", "Python", "Java", "curl");
      assertThat(page.select(".site-footer a").eachText()).contains("Same as JSON");
    }
  }

  @Test
  void hostileNamesAreTextEverywhere() throws IOException {
    AssetVersion version = AssetVersion.of(HOSTILE, HOSTILE, HOSTILE);
    new TestVersion(store, version.toString()).file(HOSTILE, "x")
        .file("README.md", "[x](javascript:alert(1)) ![y](https://evil.example/y.png)")
        .file(
            "_bioconductor.json",
            "{\"title\": \"</script><b>x\", \"" + "k".repeat(5_000) + "\": \"<b>v\"}")
        .latest()
        .publish();
    PageUrls urls = new PageUrls(() -> "", "", new PageAssets().fingerprinted());
    for (String path : List.of(
        "/", urls.project(version.project()), urls.asset(version.projectAsset()),
        urls.version(version), urls.version(version) + "x")) {
      Answer answer = answer(path);
      Document page = Jsoup.parse(answer.text());
      assertThat(page.select("b, [onclick]")).as(path).isEmpty();
      assertThat(page.select("main img")).as(path).isEmpty();
      assertThat(page.body().text()).as(path).doesNotContain("\u202e");
      assertThat(page.select("[href^=javascript], [src^=javascript]")).as(path).isEmpty();
      for (Element link : page.select("main a[href^=/]")) {
        assertThat(link.attr("href")).as(path).doesNotContain("<", "\"", " ", "\u202e");
      }
    }
    assertThat(page(urls.version(version)).select("h1").text()).isEqualTo("</script><b>x");
    assertThat(page("/").select("tbody th a").eachAttr("href"))
        .contains(urls.project(version.project()));
  }

  @Test
  void longListsArePaged() throws IOException {
    for (int i = 0; i < 130; i++) {
      new TestVersion(store, "p/asset" + String.format("%03d", i) + "/v1").file("f", "x").publish();
    }
    Document first = page("/browse/p");
    assertThat(first.select("section[aria-labelledby=assets] tbody tr")).hasSize(100);
    assertThat(first.select(".pager a[rel=next]").attr("href")).isEqualTo("/browse/p?page=2");
    Document last = page("/browse/p?page=9999999");
    assertThat(texts(last, "section[aria-labelledby=assets] tbody th").getLast())
        .isEqualTo("mouse");
    assertThat(last.select(".pager").text()).contains("Page 2 of 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/?page=", "/browse/p?page=", "/browse/p/mouse?page=", "/browse/p/mouse/v1?page=",
          "/browse/p/mouse/v1/sub?page=", "/browse/p/mouse/v1/a.txt?page=",
          "/browse/p/mouse/latest/a.txt?page=", "/catalog?page=", "/find?q=x&page=",
          "/compare/p/mouse/v1/v2?page="})
  void anInvalidNumberOfAPageIsAnErrorOnEveryPage(String address) throws IOException {
    for (String number : List.of("x", "0", "-1", "1.5", "", "1000000000")) {
      Answer answer = answer(address + number);
      assertThat(answer.status()).as(number).isEqualTo(400);
      assertThat(Jsoup.parse(answer.text()).text())
          .contains("invalid query parameter 'page': expected a number from 1 to");
    }
  }

  @Test
  void pagesShowNamesWhileTheCatalogueCannotAnswer() throws IOException {
    server = PageServer.start(store, new MissingCatalog());
    assertThat(page("/").select("[role=status]").text())
        .contains("reading its data for the first time (1,234 versions so far)");
    assertThat(texts(page("/"), "tbody th")).containsExactly("p");
    Document project = page("/browse/p");
    assertThat(texts(project, "tbody th")).containsExactly("mouse");
    assertThat(project.select("aside").text()).contains("ann", "Used 250 B (25%)");
    assertThat(texts(page("/browse/p/mouse"), "tbody th"))
        .containsExactly("v3", "v2 latest", "v1");
    Document version = page("/browse/p/mouse/v1");
    assertThat(version.select("[role=status]")).isEmpty();
    assertThat(texts(version, ".files tbody th")).containsExactly("sub", "a.txt");
    assertThat(page("/linked-from/p/mouse/v1").select("[role=status]")).hasSize(1);
    assertThat(answer("/browse/q").status()).isEqualTo(404);
  }

  @Test
  void anEmptyServerAndAnEmptyProjectHavePages() throws IOException {
    MemoryStore empty = new MemoryStore();
    server = PageServer.start(empty);
    assertThat(page("/").select(".empty").text()).contains("no projects yet");
    empty.put(
        BucketLayout.permissions(new ProjectName("new")),
        Content.of(JsonOutput.bytes(Permissions.NONE)), PutCondition.OVERWRITE);
    Document project = page("/browse/new");
    assertThat(project.select(".empty").text()).contains("no assets yet");
    assertThat(project.select("aside").text()).contains("administrators manage this project");
  }

  @Test
  void aVersionWithoutManifestAndCorruptPermissionsAreReportedOnTheirPages() throws IOException {
    store.delete(List.of(BucketLayout.manifest(AssetVersion.parse("p/mouse/v2"))));
    store.put(
        BucketLayout.permissions(new ProjectName("p")), Content.of(new byte[] {'{'}),
        PutCondition.OVERWRITE);
    assertThat(page("/browse/p/mouse/v2").select(".banner-danger").text())
        .contains("missing or corrupt");
    assertThat(page("/browse/p/mouse").select("section[aria-labelledby=versions] tbody tr"))
        .hasSize(3);
    assertThat(page("/browse/p").select("aside").text()).contains("is corrupt");
  }
}
