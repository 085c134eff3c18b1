package io.gypsum.server.page.preview;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.server.testing.CpuTime;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MarkdownRendererTest {
  private final List<String> notes = new ArrayList<>();

  private String html(String text) {
    FilePreview.Markdown markdown =
        MarkdownRenderer.render(text, new TestLinks("docs/"), false, notes);
    assertThat(markdown).isNotNull();
    return markdown.html();
  }

  private Element body(String text) {
    return Jsoup.parseBodyFragment(html(text)).body();
  }

  @Test
  void markdownIsRendered() {
    Element body =
        body("""
            # Title
            Some *text* with `code`<br>and

            | a | b |
            |---|--:|
            | 1 | 2 |

            ```r
            x <- 1
            ```
            """);
    assertThat(body.selectXpath("//h3[@id='md-title']").text()).isEqualTo("Title");
    assertThat(body.select("th[scope=col]").eachText()).containsExactly("a", "b");
    assertThat(body.select("td[align=right]").text()).isEqualTo("2");
    assertThat(body.select("pre[tabindex=0] code.language-r").text()).isEqualTo("x <- 1");
    assertThat(body.select("p br")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
      "other.md, /browse/p/a/v/docs/other.md",
      "../x/y.csv, /browse/p/a/v/x/y.csv",
      "/top.txt, /browse/p/a/v/top.txt",
      "./sub/, /browse/p/a/v/docs/sub",
      ".., /browse/p/a/v",
      "/, /browse/p/a/v",
      "a%20b%2525.txt, /browse/p/a/v/docs/a%20b%2525.txt",
      "ü+?raw=1#part, /browse/p/a/v/docs/%C3%BC%2B#md-part",
      "#some-part, #md-some-part",
      "https://x.org/?a=1, https://x.org/?a&#61;1",
      "//x.org/a, https://x.org/a",
      "mailto:a@x.org, mailto:a&#64;x.org"})
  void linksLeadToFilesOfTheVersionOrToOtherServers(String destination, String address) {
    Element link = body("[text](<" + destination + ">)").selectFirst("a");
    assertThat(link).isNotNull();
    assertThat(link.attr("href"))
        .isEqualTo(org.jsoup.parser.Parser.unescapeEntities(address, true));
    assertThat(link.attr("rel")).contains("nofollow");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
          "file:///etc/passwd", "../../x", "x/../../../y", "..%2F..%2Fx", "a\\\\b", "..manifest",
          ""})
  void otherLinksBecomeText(String destination) {
    Element body = body("[text](<" + destination + ">) ![image](<" + destination + ">)");
    assertThat(body.select("a, img")).isEmpty();
    assertThat(body.text()).isEqualTo("text image");
  }

  @Test
  void imagesOfTheVersionAreShown() {
    Element image = body("![Plot](../img/a%20b.png \"Title\")").selectFirst("img");
    assertThat(image).isNotNull();
    assertThat(image.attr("src")).isEqualTo("/data/p/a/v/img/a%20b.png");
    assertThat(image.attr("alt")).isEqualTo("Plot");
    assertThat(image.attr("title")).isEqualTo("Title");
  }

  @Test
  void imagesOfOtherServersBecomeLinks() {
    Element body = body("![Badge](https://x.org/b.svg) ![](//x.org/c.svg)");
    assertThat(body.select("img")).isEmpty();
    assertThat(body.select("a").eachAttr("href"))
        .containsExactly("https://x.org/b.svg", "https://x.org/c.svg");
    assertThat(body.select("a").eachText()).containsExactly("Badge", "image");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
          "a <b onclick=x>b</b> <svg onload=x>", "<style>*{}</style>", "<iframe src=x></iframe>",
          "<a href='javascript:x'>y</a>", "`<script>`", "```\n<script>\n```",
          "[x](<https://x.org/\"onmouseover=alert(1)>)", "![\"onerror=x](a.png \"'onload=x\")",
          "# <script>x</script>", "|<script>|\n|---|\n|<img src=x onerror=y>|",
          "```\"><script>x\nx\n```", "<!-- a --><script>x</script><!-- b -->",
          "&lt;script&gt;&#60;script>"})
  void htmlIsNeverRendered(String text) {
    Element body = body(text);
    assertThat(
        body.select("script, style, iframe, svg, b, [onerror], [onload], [onclick], [onmouseover]"))
        .isEmpty();
    assertThat(body.select("img").stream().map(image -> image.attr("src")))
        .allMatch(source -> source.startsWith("/data/"));
  }

  @Test
  void commentsAreOmitted() {
    assertThat(body("<!-- a\nb -->\n\ntext <!-- c --> end").text()).isEqualTo("text end");
  }

  @Test
  void headingsHaveDifferentIds() {
    assertThat(body("# A b!\n## a `b`\n# A B\n# !\n").select("[id]").eachAttr("id"))
        .containsExactly("md-a-b", "md-a-b-1", "md-a-b-2");
  }

  @Test
  void yamlAtTheBeginningIsCode() {
    Element body = body("---\ntitle: x\n---\n# T\n");
    assertThat(body.select("code.language-yaml").text()).isEqualTo("title: x");
    assertThat(body.select("h3").text()).isEqualTo("T");
  }

  @Test
  void charactersThatCannotBeSeenAreShownAsEscapes() {
    assertThat(body("a\u202eb `c\u202ed`\n\n    e\u202ef\n").text())
        .isEqualTo("a\\u202eb c\\u202ed e\\u202ef");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[", "![", "*", "_a", "**a ", "`", ">", "> ", "- ", "1. ", "<", "<a", "<!--",
          "&", "\\", "|", "|-", "[a](", "[a]: ", "(", "]", "\t", "\n", "# ", "a\n", "a|", "~", "\"",
          "[x]\n", "![a](b)", "<br>", "a*a_b", "|a\n", "`a\n", "<x\n", "<!", "- a\n",
          "|a\u2003\n\u2003\n", "\u202e", "\uD83D\uDE00"})
  void repeatedMarkersAreRenderedInBoundedTimeAndSpace(String marker) {
    String text = marker.repeat(150_000 / marker.length());
    Duration time =
        CpuTime.of(() -> {
          FilePreview.Markdown markdown =
              MarkdownRenderer.render(text, new TestLinks(""), false, notes);
          assertThat(markdown == null ? "" : markdown.html()).hasSizeLessThan(8_000_000);
        });
    // Each takes less than 0.3 s; a computation whose time grows with the square takes minutes.
    assertThat(time).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void tablesThatWouldHaveTooManyCellsAreNotRendered() {
    String text = "a|".repeat(1_000) + "\n" + "-|".repeat(1_000) + "\n" + "x\n".repeat(50_000);
    assertThat(MarkdownRenderer.render(text, new TestLinks(""), false, notes)).isNull();
    String quoted = "> " + text.replace("\n", "\n> ");
    assertThat(MarkdownRenderer.render(quoted, new TestLinks(""), false, notes)).isNull();
  }

  @Test
  void textWithTooManyBracketsIsNotRendered() {
    String most = "[x]\n".repeat(MarkdownRenderer.MAX_BRACKETS);
    assertThat(MarkdownRenderer.render(most, new TestLinks(""), false, notes)).isNotNull();
    assertThat(MarkdownRenderer.render(most + "[", new TestLinks(""), false, notes)).isNull();
  }

  @Test
  void textWithAParagraphOfTooManyLinesIsNotRendered() {
    String most = "a\n".repeat(MarkdownRenderer.MAX_ADJACENT_LINES);
    assertThat(MarkdownRenderer.render(most + " \t\n" + most, new TestLinks(""), false, notes))
        .isNotNull();
    assertThat(MarkdownRenderer.render(most + "\u2003\n", new TestLinks(""), false, notes))
        .isNull();
  }

  @Test
  void textWithTooManyDeclarationsIsNotRendered() {
    String most = "<!-- ".repeat(MarkdownRenderer.MAX_DECLARATIONS);
    assertThat(MarkdownRenderer.render(most, new TestLinks(""), false, notes)).isNotNull();
    assertThat(MarkdownRenderer.render(most + "<!", new TestLinks(""), false, notes)).isNull();
  }

  @Test
  void linksWhoseAddressesAreTooLongInTotalAreNotRendered() {
    String text = "[a]: https://x.org/" + "y".repeat(50_000) + "\n\n" + "[a] ".repeat(4_000);
    assertThat(MarkdownRenderer.render(text, new TestLinks(""), false, notes)).isNull();
  }
}
