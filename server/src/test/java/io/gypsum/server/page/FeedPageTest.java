package io.gypsum.server.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;

import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

class FeedPageTest {
  private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");
  private static final Site SITE =
      new Site("Test & site", new PageUrls(() -> "https://x.org", "/sub", Map.of()));
  private static final int MAX_ENTRIES = 10;

  private final MemoryStore store = new MemoryStore();
  private final FixedCatalog catalog = new FixedCatalog();
  private PageServer server;

  @BeforeEach
  void start() throws IOException {
    FeedPage feeds = new FeedPage(SITE, PageServer.sources(store, catalog));
    server =
        PageServer.start(
            store, TestHttp.get("/t/feed", feeds),
            TestHttp.get("/t/feed/{project}", feeds),
            TestHttp.get(
                "/t/sitemap.xml",
                new SitemapPage(SITE, catalog, TestLanes.ample(), MAX_ENTRIES)),
            TestHttp.get("/t/robots.txt", new RobotsPage(SITE)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static Document parse(Answer answer) throws Exception {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder()
        .parse(new ByteArrayInputStream(answer.text().getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> texts(Document document, String element) {
    NodeList found = document.getElementsByTagNameNS("*", element);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent());
    }
    return texts;
  }

  private static List<String> links(Document document) {
    NodeList found = document.getElementsByTagNameNS("*", "link");
    List<String> links = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      Element link = (Element) found.item(i);
      links.add(link.getAttribute("rel") + " " + link.getAttribute("href"));
    }
    return links;
  }

  @Test
  void aFeedContainsTheLatestVersions() throws Exception {
    catalog.project("p")
        .version("p/a b/v2", "alice", TIME, 2)
        .version("q/c/v1", "", TIME.minusSeconds(60), 1);
    Answer answer = server.get("/t/feed");
    assertThat(answer.header("Content-Type")).isEqualTo("application/atom+xml; charset=utf-8");
    Document feed = parse(answer);
    assertThat(feed.getDocumentElement().getNamespaceURI())
        .isEqualTo("http://www.w3.org/2005/Atom");
    assertThat(texts(feed, "title")).containsExactly("Test & site", "p/a b/v2", "q/c/v1");
    assertThat(texts(feed, "updated"))
        .containsExactly(
            "2026-03-01T10:00:00.000Z", "2026-03-01T10:00:00.000Z", "2026-03-01T09:59:00.000Z");
    assertThat(texts(feed, "name")).containsExactly("Test & site", "alice");
    assertThat(texts(feed, "summary"))
        .containsExactly(
            "alice uploaded version v2 of p/a b: 2 files, 2 kB.",
            "Version v1 of q/c: 1 file, 1 kB.");
    assertThat(links(feed))
        .containsExactly(
            "self https://x.org/sub/feed", "alternate https://x.org/sub/",
            "alternate https://x.org/sub/browse/p/a%20b/v2",
            "alternate https://x.org/sub/browse/q/c/v1");
  }

  @Test
  void theFeedOfAProjectContainsOnlyItsVersions() throws Exception {
    catalog.project("p").version("p/a/v2", "alice", TIME, 2).version("q/c/v1", "bob", TIME, 1);
    Document feed = parse(server.get("/t/feed/p"));
    assertThat(texts(feed, "title")).containsExactly("p – Test & site", "p/a/v2");
    assertThat(links(feed))
        .startsWith("self https://x.org/sub/feed/p", "alternate https://x.org/sub/browse/p");
  }

  @Test
  void theFeedOfAnUnknownProjectSuggestsSimilarNames() throws IOException {
    new TestVersion(store, "mouse-brain/a/v1").file("a", "x").publish();
    Answer answer = server.get("/t/feed/mouse-brian", "Accept: application/json");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text())
        .contains("project 'mouse-brian' does not exist; similar names: mouse-brain")
        .contains("\"suggestions\":[\"mouse-brain\"]");
  }

  @Test
  void identifiersDependOnTheVersionOnly() throws Exception {
    catalog.version("p/a/v2", "alice", TIME, 2).version("p/a/v1", "alice", TIME, 1);
    List<String> before = texts(parse(server.get("/t/feed")), "id");
    catalog.versions.clear();
    catalog.version("p/a/v2", "bob", TIME, 3).version("p/a/v1", "alice", TIME.plusSeconds(1), 1);
    List<String> after = texts(parse(server.get("/t/feed")), "id");
    assertThat(before).doesNotHaveDuplicates();
    assertThat(after.subList(0, 2)).isEqualTo(before.subList(0, 2));
    assertThat(after.get(2)).as("the version was uploaded again").isNotEqualTo(before.get(2));
    assertThat(before.get(1)).startsWith("urn:uuid:");
  }

  @Test
  void aFeedContainsTheFiftyVersionsThatWerePublishedLast() throws Exception {
    for (int i = 0; i < 51; i++) {
      catalog.version("p/a/v" + i, "alice", TIME.minusSeconds(i), 1);
    }
    catalog.project("p");
    for (String feed : List.of("/t/feed", "/t/feed/p")) {
      assertThat(texts(parse(server.get(feed)), "title")).hasSize(1 + 50).endsWith("p/a/v49");
    }
  }

  @Test
  void anEmptyFeedIsValid() throws Exception {
    Document feed = parse(server.get("/t/feed"));
    assertThat(texts(feed, "updated")).containsExactly("1970-01-01T00:00:00.000Z");
    assertThat(texts(feed, "entry")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<b>&]]>\"'", "\u202edcba", "x\ufffe\uffff", "🧬"})
  void feedsAndSitemapsAreWellFormedWhateverNamesTheyContain(String name) throws Exception {
    catalog.project(name).version(name + "/a/" + name, name + "\u0000", TIME, 1);
    catalog.asset(ProjectAsset.of(name, name), new VersionName(name), TIME);
    assertThat(texts(parse(server.get("/t/feed")), "entry")).hasSize(1);
    assertThat(texts(parse(server.get("/t/sitemap.xml")), "loc"))
        .hasSize(5)
        .allMatch(url -> url.matches("https://x.org/sub/[A-Za-z0-9._~%/-]*"));
  }

  @Test
  void aSitemapContainsProjectsAssetsAndLatestVersions() throws Exception {
    catalog.project("p").asset(ProjectAsset.of("p", "a"), new VersionName("v2"), TIME);
    Answer answer = server.get("/t/sitemap.xml");
    assertThat(answer.header("Content-Type")).isEqualTo("application/xml; charset=utf-8");
    Document sitemap = parse(answer);
    assertThat(sitemap.getDocumentElement().getLocalName()).isEqualTo("urlset");
    assertThat(texts(sitemap, "loc"))
        .containsExactly(
            "https://x.org/sub/", "https://x.org/sub/catalog", "https://x.org/sub/browse/p",
            "https://x.org/sub/browse/p/a", "https://x.org/sub/browse/p/a/v2");
    assertThat(texts(sitemap, "lastmod"))
        .containsExactly("2026-03-01T10:00:00.000Z", "2026-03-01T10:00:00.000Z");
  }

  /** Two fixed pages, projects, and two pages of each asset. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 1_100})
  void theSitemapsOfAnIndexContainEveryPageOnce(int assets) throws Exception {
    for (int i = 0; i < 4 + assets; i++) {
      catalog.project("p" + i);
    }
    for (int i = 0; i < assets; i++) {
      // Every third asset has no latest version.
      catalog.asset(ProjectAsset.of("p", "a" + i), i % 3 == 1 ? null : new VersionName("v"), TIME);
    }
    List<String> pages = new ArrayList<>();
    Document first = parse(server.get("/t/sitemap.xml"));
    if (first.getDocumentElement().getLocalName().equals("urlset")) {
      assertThat(2 + catalog.projects.size() + 2 * assets).isLessThanOrEqualTo(MAX_ENTRIES);
      pages.addAll(texts(first, "loc"));
    } else {
      for (String url : texts(first, "loc")) {
        List<String> found =
            texts(parse(server.get(url.replace("https://x.org/sub", "/t"))), "loc");
        assertThat(found).hasSizeBetween(1, MAX_ENTRIES);
        pages.addAll(found);
      }
    }
    int versions = (int) catalog.assets.stream().filter(row -> row.latest() != null).count();
    assertThat(pages)
        .doesNotHaveDuplicates()
        .hasSize(2 + catalog.projects.size() + assets + versions);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2", "-1", "x", "99999999999999999999"})
  void unknownSitemapsDoNotExist(String page) throws IOException {
    assertThat(server.get("/t/sitemap.xml?page=" + page).status()).isEqualTo(404);
  }

  @Test
  void pagesWithVeryLongAddressesAreNotInTheSitemap() throws Exception {
    catalog.asset(ProjectAsset.of("p", "é".repeat(500)), null, TIME);
    assertThat(texts(parse(server.get("/t/sitemap.xml")), "loc")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/t/feed", "/t/sitemap.xml", "/t/robots.txt"})
  void documentsHaveTheHeadersOfPages(String path) throws IOException {
    Answer answer = server.get(path);
    assertThat(answer.header("Content-Security-Policy"))
        .isEqualTo(PageRenderer.CONTENT_SECURITY_POLICY);
    assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void pagesLinkToTheirFeedAndTheirChecksums() throws IOException {
    new TestVersion(store, "p/a/v1").file("f", "x").latest().publish();
    assertThat(server.get("/").text()).contains("href=\"/feed\"");
    assertThat(server.get("/browse/p").text()).contains("href=\"/feed/p\"");
    assertThat(server.get("/browse/p/a").text()).contains("href=\"/feed/p\"");
    assertThat(server.get("/browse/p/a/v1").text())
        .contains("href=\"/checksums/p/a/v1/MD5SUMS\"")
        .contains("href=\"/checksums/p/a/v1/SHA256SUMS\"");
  }

  @Test
  void robotsReadPagesOnly() throws IOException {
    assertThat(server.get("/t/robots.txt").text())
        .startsWith("User-agent: *\nDisallow: /sub/archive/\n")
        .contains("\nDisallow: /sub/data/\n", "\nDisallow: /sub/checksums/\n")
        .doesNotContain("browse")
        .endsWith("\n\nSitemap: https://x.org/sub/sitemap.xml\n");
  }

  @Test
  void wgetMayReadFiles() throws IOException {
    String[] rules = server.get("/t/robots.txt").text().split("User-agent: ");
    assertThat(rules).hasSize(3);
    assertThat(rules[1]).contains("/sub/data/");
    assertThat(rules[2]).startsWith("Wget\nDisallow: /sub/archive/\n").doesNotContain("/data/");
  }
}
