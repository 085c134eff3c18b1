package io.gypsum.server.page;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.Key;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.memory.MemoryStore;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class VersionPathPageTest {
  private final MemoryStore memory = new MemoryStore();
  private final WatchedStore store = new WatchedStore(memory);
  private PageServer server;

  @BeforeEach
  void start() throws IOException {
    server = PageServer.start(store);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Document page(String path) throws IOException {
    Answer answer = server.get("/browse/" + path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return Jsoup.parse(answer.text());
  }

  private static String text(Document page, String selector) {
    Element element = page.selectFirst(selector);
    assertThat(element).as(selector).isNotNull();
    return element.text();
  }

  private static List<String> links(Document page, String selector) {
    return page.select(selector).eachAttr("href");
  }

  private static String encoded(String path) {
    return PercentEncoding.encode(path).replace("%2F", "/");
  }

  @Test
  void aFolderListsItsFoldersAndFiles() throws IOException {
    new TestVersion(memory, "p/a/v1").file("d/b.txt", "12345")
        .file("d/sub/x.txt", "1")
        .file("d/sub/y.txt", "22")
        .link("d/a.txt", "p/a/v0/f", "linked")
        .file("other.txt", "x")
        .emptyDirectory("d/empty")
        .publish();
    Document page = page("p/a/v1/d");
    assertThat(page.title()).isEqualTo("d – p/a/v1 – Test site");
    assertThat(page.select("table.files tbody th a").eachText())
        .containsExactly("empty", "sub", "a.txt", "b.txt");
    assertThat(links(page, "table.files tbody th a")).containsExactly(
        "/browse/p/a/v1/d/empty", "/browse/p/a/v1/d/sub", "/browse/p/a/v1/d/a.txt",
        "/browse/p/a/v1/d/b.txt");
    assertThat(links(page, "table.files a.download")).containsExactly(
        "/archive/p/a/v1/d/empty.zip", "/archive/p/a/v1/d/sub.zip", "/data/p/a/v1/d/a.txt",
        "/data/p/a/v1/d/b.txt");
    assertThat(page.select("table.files tbody tr td.number").eachText())
        .containsExactly("0", "0 B", "2", "3 B", "6 B", "5 B");
    assertThat(text(page, ".page-head .meta")).isEqualTo("4 files 14 B");
    assertThat(page.select("table.files .badge").attr("title")).isEqualTo("A link to p/a/v0/f");
    assertThat(links(page, "nav.crumbs a")).containsExactly(
        "/", "/browse/p", "/browse/p/a", "/browse/p/a/v1", "/browse/p/a/v1/d");
    assertThat(text(page("p/a/v1/d/empty"), "p.empty")).isEqualTo("This folder contains no files.");
  }

  @Test
  void aFolderShowsItsReadme() throws IOException {
    new TestVersion(memory, "p/a/v1")
        .file("d/README.md", "# Title\n[other](../x.txt) ![plot](img/p.png)\n\n<script>x</script>")
        .file("x.txt", "x")
        .publish();
    Document page = page("p/a/v1/d");
    assertThat(text(page, "section.readme h2")).isEqualTo("README.md");
    assertThat(text(page, ".prose h3")).isEqualTo("Title");
    assertThat(links(page, ".prose a")).containsExactly("/browse/p/a/v1/x.txt");
    assertThat(page.select(".prose img").attr("src"))
        .isEqualTo("/data/p/a/v1/d/img/p.png?redirect=no");
    assertThat(page.select("main script")).isEmpty();
  }

  @Test
  void largeFoldersArePaged() throws IOException {
    TestVersion version = new TestVersion(memory, "p/a/v1");
    for (int i = 0; i < 201; i++) {
      version.link("d/f%03d".formatted(i), "p/a/v0/f", "x");
    }
    version.latest().publish();
    Document first = page("p/a/v1/d");
    assertThat(first.select("table.files tbody tr")).hasSize(200);
    assertThat(text(first, "nav.pager")).contains("Page 1 of 2");
    assertThat(links(first, "nav.pager a[rel=next]")).containsExactly("/browse/p/a/v1/d?page=2");
    Document second = page("p/a/v1/d?page=2");
    assertThat(second.select("table.files tbody th a").eachText()).containsExactly("f200");
    assertThat(links(second, "nav.pager a[rel=prev]")).containsExactly("/browse/p/a/v1/d");
    assertThat(page("p/a/v1/d?page=999999999").select("table.files tbody tr")).hasSize(1);
    for (String odd : List.of("-1", "x", "", "99999999999", "%C3%BC")) {
      assertThat(server.get("/browse/p/a/v1/d?page=" + odd).status()).isEqualTo(400);
    }
    Answer latest = server.get("/browse/p/a/latest/d?page=2");
    assertThat(latest.header("Location")).isEqualTo("/browse/p/a/v1/d?page=2");
  }

  @Test
  void aFileShowsItsDetailsAndContent() throws IOException {
    new TestVersion(memory, "p/a/v1").file("d/code.py", "x = '<b>'\n\nprint(x)\n").publish();
    Document page = page("p/a/v1/d/code.py");
    assertThat(text(page, "h1")).isEqualTo("code.py");
    assertThat(page.select("pre.code code.language-python span.line").eachText())
        .containsExactly("x = '<b>'", "print(x)");
    assertThat(page.selectFirst("pre.code code").wholeText()).isEqualTo("x = '<b>'\n\nprint(x)\n");
    assertThat(page.select("dl dd").eachText()).containsExactly(
        "d/code.py", "20 bytes", "21a9eacfecfaf7e25569802479a02a4d",
        "http://test.example/data/p/a/v1/d/code.py");
    assertThat(links(page, ".actions a")).containsExactly("/data/p/a/v1/d/code.py", "#commands");
    assertThat(links(page, "footer a")).contains("/file/p%2Fa%2Fv1%2F..manifest");
    assertThat(page.select("section.commands summary").eachText())
        .containsExactly("gypsum", "R", "Python", "Java", "curl");
    assertThat(page.select("link[rel=canonical]").attr("href"))
        .isEqualTo("http://test.example/browse/p/a/v1/d/code.py");
  }

  @Test
  void aLinkShowsItsTargetAndTheContentOfItsSource() throws IOException {
    new TestVersion(memory, "p/a/v1").file("one.txt", "content").publish();
    new TestVersion(memory, "p/a/v2").link("l.txt", "p/a/v1/one.txt", "content")
        .link("gone.txt", "p/a/v0/f", "gone")
        .publish();
    Document page = page("p/a/v2/l.txt");
    assertThat(text(page, "p.link-target")).isEqualTo("This file is a link to p/a/v1/one.txt.");
    assertThat(links(page, "p.link-target a")).containsExactly("/browse/p/a/v1/one.txt");
    assertThat(text(page, "pre.code")).isEqualTo("content");
    assertThat(text(page("p/a/v2/gone.txt"), ".preview"))
        .contains(
            "The content of this file is missing. The file to which it is a link was deleted.");
  }

  @ParameterizedTest
  @CsvSource({
      "plot.png, img[src$=plot.png?redirect=no]", "plot.svg, img[src$=plot.svg?redirect=no]",
      "paper.pdf, a[target=_blank][rel=noopener]", "data.csv, .data table tbody td",
      "data.json, .json details summary", "page.html, pre.code span.line",
      "binary.bin, pre.hex .offset", "README.md, .prose p", "none.txt, p.empty"})
  void eachKindOfFileHasAPreview(String name, String selector) throws IOException {
    String content = switch (name) {
      case "data.csv" -> "a,b\n1,x\n";
      case "binary.bin" -> "\0x";
      case "none.txt" -> "";
      default -> "{\"a\":[1]}";
    };
    new TestVersion(memory, "p/a/v1").file(name, content).publish();
    assertThat(page("p/a/v1/" + name).select(".preview " + selector)).isNotEmpty();
  }

  @Test
  void tablesAndJsonHaveTheirValues() throws IOException {
    new TestVersion(memory, "p/a/v1").file("t.csv", "id,<i>\n1,\"x\ny\"\n2,<b>\n")
        .file("j.json", "{\"a\": [1, \"<b>\"], \"e\": {}}")
        .publish();
    Document table = page("p/a/v1/t.csv");
    assertThat(table.select(".data").first().select("th").eachText())
        .containsExactly("id integer", "<i> text");
    assertThat(table.select(".data").first().select("td").eachText())
        .containsExactly("1", "x\\ny", "2", "<b>");
    assertThat(table.select("details.summary tbody tr").eachText())
        .containsExactly("id integer 2 0 1 2", "<i> text 2 0 <b> x\\ny");
    Document json = page("p/a/v1/j.json");
    assertThat(text(json, ".json"))
        .isEqualTo("{ 2 properties \"a\": [ 2 elements 1, \"<b>\" ], \"e\": {} }");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<script>alert(1)<~script>.txt", "\"onmouseover=alert(1) '.md",
          "100%25+a b&c#d?e.txt",
          "a\u202egnp.exe", "\u05d0\u05d1.txt", "..x/y", "-rf", "';rm -rf $HOME`x`.csv",
          "javascript:alert(1)", "{{x}}${x}.json", "%2e%2e", "é\uD83D\uDE00.gz", "latest", "a.zip",
          "tab.\u200bsvg"})
  void anyLegalNameIsShownAndLinkedSafely(String name) throws IOException {
    String path = name.startsWith("..") ? name.substring(2) : name;
    new TestVersion(memory, "p/a/v1").file("d/" + path, "x").publish();
    for (String address : List.of("p/a/v1/d", "p/a/v1/" + encoded("d/" + path))) {
      Document page = page(address);
      assertThat(page.select("main script, [onmouseover], [onerror], [style]")).isEmpty();
      assertThat(page.text()).doesNotContain("\u202e", "\u200b");
      for (String url : page.select("main [href], main [src]").eachAttr("href")) {
        if (!url.isEmpty() && !url.equals("#commands")) {
          assertThat(url).startsWith("/").doesNotContain(" ", "<", "\"", "'", "\u202e");
        }
      }
    }
    Document folder = page("p/a/v1/d");
    String address = folder.selectFirst("table.files th a").attr("href");
    Answer file = server.get(address);
    assertThat(file.status()).isEqualTo(200);
    if (!path.contains("/")) {
      assertThat(Jsoup.parse(file.text()).select(".actions a").attr("href"))
          .isEqualTo("/data/p/a/v1/d/" + PercentEncoding.encode(path));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"f.txt", "f.py", "f.html", "f.md", "f.json", "f.csv", "f.tsv", "f.svg", "f.xml",
          "f"})
  void hostileContentIsShownSafely(String name) throws IOException {
    String markup =
        "</code></pre></td></div><script>alert(1)</script><img src=x onerror=alert(1)>\u202e";
    String content = switch (name) {
      case "f.json" -> "{\"" + markup + "\": [\"" + markup + "\"]}";
      case "f.csv" -> markup + ",b\n\"" + markup + "\",1\n";
      case "f.tsv" -> markup + "\tb\n" + markup + "\t1\n";
      case "f.md" ->
          "# " + markup + "\n\n" + markup + "\n\n[x](javascript:alert(1))\n\n```\n" + markup;
      default -> markup + "\n";
    };
    new TestVersion(memory, "p/a/v1").file(name, content).publish();
    Document page = page("p/a/v1/" + name);
    assertThat(page.select("main script, main [onerror], main [style], main a[href^=javascript]"))
        .isEmpty();
    assertThat(page.select("main img").eachAttr("src")).allMatch(source -> source.startsWith("/"));
    assertThat(page.html()).doesNotContain("\u202e");
    // All later elements are outside the content.
    assertThat(text(page, "main > section.details h2")).isEqualTo("Details");
    if (!name.equals("f.svg")) {
      assertThat(text(page, ".preview")).contains("<script>alert(1)</script>");
    }
  }

  @Test
  void namesOf200CharactersAreShownWhole() throws IOException {
    String name = "n".repeat(200);
    new TestVersion(memory, "p/a/v1").file(name + "/" + name, "x").publish();
    assertThat(text(page("p/a/v1/" + name + "/" + name), "h1")).isEqualTo(name);
  }

  @Test
  void latestIsRedirectedAndOtherVersionsReferToIt() throws IOException {
    new TestVersion(memory, "p/a/v1").file("d e/f", "1").publish();
    new TestVersion(memory, "p/a/v2").file("d e/f", "2").latest().publish();
    Answer latest = server.get("/browse/p/a/latest/d%20e/f");
    assertThat(latest.status()).isEqualTo(302);
    assertThat(latest.header("Location")).isEqualTo("/browse/p/a/v2/d%20e/f");
    assertThat(latest.header("Cache-Control")).isEqualTo("no-cache");
    Document old = page("p/a/v1/d%20e");
    assertThat(links(old, ".banner a"))
        .containsExactly("/browse/p/a/v2", "/compare/p/a/v1/v2");
    assertThat(page("p/a/v2/d%20e").select(".banner")).isEmpty();
    memory.delete(List.of(new Key("p/a/..latest")));
    assertThat(page("p/a/v1/d%20e").select(".banner")).isEmpty();
  }

  @Test
  void versionsOnProbationAreMarked() throws IOException {
    new TestVersion(memory, "p/a/v1").file("f", "1")
        .write(new Summary("user", TestVersion.START, TestVersion.FINISH, true));
    assertThat(text(page("p/a/v1/f"), ".banner")).startsWith("On probation.");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "p/a/v1/none|404|has no file or folder 'none'",
      "p/a/v1/f/x|404|has no file or folder 'f/x'",
      "p/a/v9/f|404|has no version 'v9'; versions are ",
      "p/a/running/f|404|is still being uploaded",
      "p/b/latest/f|404|has no asset 'b'",
      "p/a/v1/..manifest|400|..manifest",
      "p/a/v1/f%2F..%2Fg|400|..",
      "p/a/v1/%FF|400|UTF-8",
      "..logs/a/v/f|400|..logs"})
  void otherAddressesAreErrorPages(String path, int status, String reason) throws IOException {
    new TestVersion(memory, "p/a/v1").file("f", "x").publish();
    new TestVersion(memory, "p/a/running").file("f", "x")
        .write(new Summary("user", TestVersion.START, null, true));
    Answer answer = server.get("/browse/" + path, PageServer.BROWSER);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(Jsoup.parse(answer.text()).text()).contains(reason);
  }

  @Test
  void objectsThatAreNotInTheManifestAreNotShown() throws IOException {
    new TestVersion(memory, "p/a/v1").file("late", "x");
    new TestVersion(memory, "p/a/v1").file("f", "x").publish();
    assertThat(server.get("/browse/p/a/v1/late").status()).isEqualTo(404);
  }

  @Test
  void aPageOfACachedVersionCostsFourReadsOfTheStore() throws IOException {
    new TestVersion(memory, "p/a/v1").file("d/f.txt", "x").publish();
    page("p/a/v1/d/f.txt");
    store.takeCalls();
    page("p/a/v1/d/f.txt");
    assertThat(store.takeCalls()).containsExactly(
        "get p/a/v1/..summary", "get p/a/..latest", "head p/a/v1/..manifest", "get p/a/v1/d/f.txt");
  }
}
