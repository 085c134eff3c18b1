package io.gypsum.server.page;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.document.Summary;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.memory.MemoryStore;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ComparePageTest {
  private static final String HOSTILE = "d/<b>\"'&%2F+ \u202e.txt";

  private final MemoryStore store = new MemoryStore();
  private PageServer server;

  @BeforeEach
  void start() throws IOException {
    server = PageServer.start(store);
    new TestVersion(store, "p/a/v1").file("README.md", "one\ntwo\nthree\n")
        .file("gone", "x")
        .file("old/data", "same content")
        .file("bin", new byte[] {0, 1})
        .file("large", "x".repeat(300_000))
        .link("linked", "p/b/v0/shared", "linked text\n")
        .publish();
    new TestVersion(store, "p/b/v0").file("shared", "linked text\n").publish();
    new TestVersion(store, "p/a/v2").file("README.md", "one\n2 <script>alert(1)</script>\nthree\n")
        .file("new/data", "same content")
        .file("bin", new byte[] {0, 2})
        .file("large", "y".repeat(300_000))
        .file("linked", "own text\n")
        .file(HOSTILE, "hostile\n")
        .latest()
        .publish();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Document page(String path) throws IOException {
    Answer answer = server.get(path, PageServer.BROWSER);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return Jsoup.parse(answer.text());
  }

  /** Returns the rows of the list of files: the kind of change and the path. */
  private static List<String> changes(Document page) {
    return page.select("section[aria-labelledby=files] tbody tr")
        .stream()
        .map(row -> row.select(".change").text() + " " + row.select("bdi").first().text())
        .toList();
  }

  @Test
  void everyKindOfChangeIsListed() throws IOException {
    Document page = page("/compare/p/a/v1/v2");

    assertThat(page.title()).isEqualTo("Changes from v1 to v2 of p/a – Test site");
    assertThat(changes(page))
        .containsExactly(
            "changed README.md", "changed bin", "added d/<b>\"'&%2F+ \\u202e.txt", "removed gone",
            "changed large", "changed linked", "moved new/data");
    assertThat(page.select(".kinds a").eachText())
        .containsExactly("All 7", "Added 1", "Removed 1", "Changed 4", "Moved 1");
    assertThat(page.select("pre").text())
        .contains("gypsum diff --url http://test.example -- p/a/v1 v2");
    assertThat(page.select(".crumbs a").eachText()).containsExactly("Home", "p", "a", "Compare");
  }

  @Test
  void latestStandsForTheLatestVersion() throws IOException {
    assertThat(page("/compare/p/a/v1/latest").select("h1").text())
        .isEqualTo("Changes from v1 to v2");
    assertThat(server.get("/compare/p/b/v0/latest").status()).isEqualTo(404);
  }

  @Test
  void aFolderAndAKindSelectChanges() throws IOException {
    assertThat(changes(page("/compare/p/a/v1/v2?kind=removed"))).containsExactly("removed gone");
    Document folder = page("/compare/p/a/v1/v2?folder=new/");
    assertThat(changes(folder)).containsExactly("moved new/data");
    assertThat(folder.select(".kinds a").first().attr("href"))
        .isEqualTo("/compare/p/a/v1/v2?folder=new%2F");
    assertThat(changes(page("/compare/p/a/v1/v2?page=99"))).hasSize(7);
  }

  @Test
  void theLinesOfATextAreCompared() throws IOException {
    Element diff = page("/compare/p/a/v1/v2?file=README.md").selectFirst("table.diff");

    assertThat(diff.select(".diff-removed code").text()).isEqualTo("two");
    assertThat(diff.select(".diff-added code").text())
        .isEqualTo("2 <script>alert(1)</script>");
    assertThat(diff.select("script")).isEmpty();
    assertThat(diff.select(".diff-same .diff-number").eachText())
        .containsExactly("1", "1", "3", "3");
  }

  @Test
  void theTextOfALinkIsThatOfItsTarget() throws IOException {
    assertThat(
        page("/compare/p/a/v1/v2?file=linked").select("table.diff .diff-removed code").text())
        .isEqualTo("linked text");
  }

  @Test
  void otherFilesAreNotComparedLineByLine() throws IOException {
    assertThat(comparedFile("bin")).contains("not a text file");
    assertThat(comparedFile("large")).contains("at most 256 KiB");
    assertThat(comparedFile("new%2Fdata")).contains("moved from old/data");
    assertThat(comparedFile("unknown")).contains("in neither");
    assertThat(comparedFile("gone")).contains("0 lines added, 1 line removed");
  }

  private String comparedFile(String file) throws IOException {
    return page("/compare/p/a/v1/v2?file=" + file).select(".compared-file").text();
  }

  @Test
  void hostileNamesAreTextAndTheirLinksLeadToThem() throws IOException {
    Document page = page("/compare/p/a/v1/v2?folder=d");
    Element link = page.selectFirst("section[aria-labelledby=files] th[scope=row] a");

    assertThat(link.attr("href"))
        .isEqualTo("/browse/p/a/v2/d/%3Cb%3E%22%27%26%252F%2B%20%E2%80%AE.txt");
    assertThat(page.select("b")).isEmpty();
    String compare =
        page.select("section[aria-labelledby=files] td:last-child a").attr("href");
    assertThat(page(compare.replaceAll("#.*", "")).select(".diff-added code").text())
        .isEqualTo("hostile");
  }

  @Test
  void invalidRequestsAreExplained() throws IOException {
    assertError("/compare/p/a/v1/v9", 404, "'p/a' has no version 'v9'; versions are v2, v1");
    assertError("/compare/p/b/latest/v0", 404, "'p/b' has no version 'latest'");
    assertError("/compare/p/aa/v1/v2", 404, "project 'p' has no asset 'aa'; similar names: a");
    assertError("/compare/p/aa", 404, "project 'p' has no asset 'aa'; similar names: a");
    assertError("/compare/p/a/v1/..x", 400, "'..x'");
    assertError("/compare/p/a/v1/v2?kind=%3Cb%3E", 400, "[all, added, removed, changed, moved]");
    assertError("/compare/p/a/v1/v2?page=0", 400, "a number from 1 to");
    assertError("/compare/p/a/v1/v2?folder=..x", 400, "..x");
  }

  private void assertError(String path, int status, String reason) throws IOException {
    Answer answer = server.get(path, PageServer.BROWSER);
    assertThat(answer.status()).as(path).isEqualTo(status);
    assertThat(Jsoup.parse(answer.text()).text()).as(path).contains(reason);
  }

  @Test
  void unfinishedVersionsAreNotComparedAndProbationIsShown() throws IOException {
    new TestVersion(store, "p/a/v3").write(new Summary("u", TestVersion.START, null, null));
    assertError("/compare/p/a/v1/v3", 404, "version 'p/a/v3' is still being uploaded");
    new TestVersion(store, "p/a/v4")
        .write(new Summary("u", TestVersion.START, TestVersion.FINISH, true));
    assertThat(page("/compare/p/a/v1/v4").select(".page-head").text())
        .contains("v4 is on probation");
  }

  @Test
  void aVersionThatWasReplacedIsComparedAgain() throws IOException {
    assertThat(changes(page("/compare/p/a/v1/v2"))).hasSize(7);
    new TestVersion(store, "p/a/v2").file("gone", "x").publish();
    assertThat(changes(page("/compare/p/a/v1/v2?kind=added"))).isEmpty();
  }

  @Test
  void changesArePaged() throws IOException {
    TestVersion many = new TestVersion(store, "p/c/v1");
    for (int i = 0; i <= ComparePage.PAGE_SIZE; i++) {
      many.file("f%04d".formatted(i), "x");
    }
    many.publish();
    new TestVersion(store, "p/c/v0").publish();

    Document first = page("/compare/p/c/v0/v1");
    assertThat(changes(first)).hasSize(ComparePage.PAGE_SIZE);
    String next = first.select("a[rel=next]").attr("href");
    assertThat(changes(page(next))).containsExactly("added f0200");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"?format=json|text/html", "''|application/json"})
  void allChangesAreAlsoJson(String query, String accept) throws IOException {
    Answer answer = server.get("/compare/p/c/v1/latest" + query, "Accept: " + accept);
    assertThat(answer.status()).isEqualTo(404);
    new TestVersion(store, "p/c/v1").file("a", "1").file("b", "22").file("c", "3").publish();
    new TestVersion(store, "p/c/v2").file("a", "11")
        .file("d", "22")
        .file("e", "5")
        .latest()
        .publish();

    answer = server.get("/compare/p/c/v1/latest" + query, "Accept: " + accept);
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.header("Vary")).startsWith("Accept");
    assertThat(answer.text())
        .isEqualTo(
            "{\"from\":{\"project\":\"p\",\"asset\":\"c\",\"version\":\"v1\"},"
                + "\"to\":{\"project\":\"p\",\"asset\":\"c\",\"version\":\"v2\"},"
                + "\"changes\":[{\"change\":\"changed\",\"path\":\"a\",\"size\":2,\"old_size\":1},"
                + "{\"change\":\"removed\",\"path\":\"c\",\"size\":1},"
                + "{\"change\":\"moved\",\"path\":\"d\",\"size\":2,\"old_path\":\"b\"},"
                + "{\"change\":\"added\",\"path\":\"e\",\"size\":1}],"
                + "\"added\":{\"files\":1,\"bytes\":1},\"removed\":{\"files\":1,\"bytes\":1},"
                + "\"changed\":{\"files\":1,\"bytes\":2},\"moved\":{\"files\":1,\"bytes\":2},"
                + "\"unchanged\":{\"files\":0,\"bytes\":0}}");
  }

  @Test
  void theJsonOfAComparisonContainsTheChangesOfAllPages() throws IOException {
    TestVersion many = new TestVersion(store, "p/c/v1");
    for (int i = 0; i < 3_000; i++) {
      many.file("f%04d".formatted(i), "x");
    }
    many.publish();
    new TestVersion(store, "p/c/v0").publish();
    String json = server.get("/compare/p/c/v0/v1?format=json").text();
    assertThat(json.split("\"change\":\"added\"", -1)).hasSize(3_001);
    assertThat(json).endsWith("\"unchanged\":{\"files\":0,\"bytes\":0}}");
    assertThat(page("/compare/p/c/v0/v1").select("a[href='/compare/p/c/v0/v1?format=json']"))
        .isNotEmpty();
    assertError("/compare/p/a/v1/v2?format=csv", 400, "expected one of [html, json]");
  }

  @Test
  void theFormLeadsToTheComparison() throws IOException {
    Document form = page("/compare/p/a");
    assertThat(form.select("main form").attr("action")).isEqualTo("/compare/p/a");
    assertThat(form.select("input[name=from]").val()).isEqualTo("v1");
    assertThat(form.select("input[name=to]").val()).isEqualTo("v2");
    assertThat(form.select("datalist option").eachAttr("value")).containsExactly("v2", "v1");

    Answer chosen = server.get("/compare/p/a?from=v%2B1&to=v2");
    assertThat(chosen.status()).isEqualTo(303);
    assertThat(chosen.header("Location")).isEqualTo("/compare/p/a/v%2B1/v2");
    assertThat(server.get("/compare/p/a?from=..x&to=v2").status()).isEqualTo(400);
    assertThat(server.get("/compare/p/none").status()).isEqualTo(404);
  }

  @Test
  void theFormListsNamesWhileTheCatalogueCannotAnswer() throws IOException {
    try (PageServer building = PageServer.start(store, new MissingCatalog())) {
      Document form = Jsoup.parse(building.get("/compare/p/a", PageServer.BROWSER).text());
      assertThat(form.select("datalist option").eachAttr("value")).containsExactly("v2", "v1");
    }
  }
}
