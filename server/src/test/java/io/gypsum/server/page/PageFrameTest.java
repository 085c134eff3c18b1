package io.gypsum.server.page;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PageFrameTest {
  private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"");

  private final MemoryStore store = new MemoryStore();
  private PageServer server;

  @BeforeEach
  void start() throws IOException {
    server = PageServer.start(store, TestHttp.get("/file/{key...}", exchange -> {
      throw GypsumException.notFound("no <object> '" + exchange.pathParameter("key") + "'");
    }));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyAssetOfAPageIsServedForAYear() throws IOException {
    Matcher assets = ASSET.matcher(server.get("/").text());
    Set<String> found = new TreeSet<>();
    while (assets.find()) {
      found.add(assets.group(1));
      Answer asset = server.get(assets.group(1));
      assertThat(asset.status()).as(assets.group(1)).isEqualTo(200);
      assertThat(asset.header("Cache-Control")).contains("immutable");
    }
    assertThat(found).hasSize(5);
    assertThat(server.get("/assets/gypsum.000000000000.css").status()).isEqualTo(404);
  }

  @Test
  void assetsAreCompressedForClientsThatAcceptIt() throws IOException {
    Matcher assets = ASSET.matcher(server.get("/").text());
    assertThat(assets.find()).isTrue();
    Answer compressed = server.get(assets.group(1), "Accept-Encoding: gzip");
    assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(compressed.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(server.get(assets.group(1)).header("Content-Encoding")).isNull();
  }

  @Test
  void errorsArePagesForBrowsersAndJsonForPrograms() throws IOException {
    for (String path : new String[] {"/file/x", "/unknown"}) {
      Answer page = server.get(path, PageServer.BROWSER);
      assertThat(page.status()).isEqualTo(404);
      assertThat(page.header("Content-Type")).startsWith("text/html");
      Answer json = server.get(path, "Accept: text/html, image/gif, image/jpeg, */*; q=.2");
      assertThat(json.header("Content-Type")).isEqualTo("application/json");
    }
    assertThat(server.get("/file/x", PageServer.BROWSER).text())
        .contains("no &lt;object&gt; 'x'")
        .doesNotContain("<object>");
  }

  @Test
  void theHomePageListsTheProjects() throws IOException {
    new TestVersion(store, "p/a/v1").file("f", "x").publish();
    assertThat(server.get("/").text()).contains("<a href=\"/browse/p\"><bdi>p</bdi></a>");
  }

  @Test
  void aProgramThatWantsJsonFindsNoHomePage() throws IOException {
    Answer answer = server.get("/", "Accept: application/json");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void addressesAreEncodedSegmentBySegment() {
    PageUrls urls =
        new PageUrls(() -> "https://x.org", "/sub", new PageAssets().fingerprinted());
    AssetVersion version = AssetVersion.of("p", "a b", "v/1".replace('/', '+'));
    assertThat(urls.browse(version, "d/100%+ü\".txt"))
        .isEqualTo("/sub/browse/p/a%20b/v%2B1/d/100%25%2B%C3%BC%22.txt");
    assertThat(urls.archive(version, "d e")).isEqualTo("/sub/archive/p/a%20b/v%2B1/d%20e.zip");
    assertThat(urls.absolute(urls.home())).isEqualTo("https://x.org/sub/");
    assertThat(PageUrls.query("/find", "q", "a&b", "page", "")).isEqualTo("/find?q=a%26b");
  }
}
