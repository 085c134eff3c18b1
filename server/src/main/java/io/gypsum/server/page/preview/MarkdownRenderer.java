package io.gypsum.server.page.preview;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * Renders Markdown as sanitized HTML. HTML in Markdown is shown as text. Links and images that refer to files of the version
 * lead there; other images become links, since pages load nothing from other servers.
 */
public final class MarkdownRenderer {
  /** Prefix of the ids of headings, so that they differ from those of the page. */
  static final String ID_PREFIX = "md-";
  private static final int MAX_NESTING = 50;
  /** A table has as many cells in each row as in its header, even if the row is empty. */
  private static final long MAX_TABLE_CELLS = 100_000;
  /** The parser needs seconds for tens of thousands of possible links in one paragraph. */
  static final int MAX_BRACKETS = 5_000;
  /** The parser needs seconds for a paragraph of tens of thousands of lines. */
  static final int MAX_ADJACENT_LINES = 5_000;
  /** The parser looks for the end of each of these up to the end of the paragraph. */
  static final int MAX_DECLARATIONS = 5_000;
  private static final Pattern TABLE_DELIMITERS = Pattern.compile("[-|:>*+.)\\s\\d]{0,10000}");
  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
  private static final Parser PARSER =
      Parser.builder()
          .extensions(EXTENSIONS)
          .maxOpenBlockParsers(MAX_NESTING)
          .maxInlineNesting(MAX_NESTING)
          .build();
  private static final PolicyFactory POLICY =
      new HtmlPolicyBuilder()
          .allowElements(
              "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre",
              "code",
              "em", "strong", "hr", "br", "a", "img", "table", "thead", "tbody", "tr", "th", "td")
          .allowUrlProtocols("http", "https", "mailto")
          .allowAttributes("href", "title")
          .onElements("a")
          .requireRelNofollowOnLinks()
          .allowAttributes("src", "alt", "title")
          .onElements("img")
          .allowAttributes("start")
          .matching(Pattern.compile("\\d{1,9}"))
          .onElements("ol")
          .allowAttributes("align")
          .matching(false, "left", "center", "right")
          .onElements("th", "td")
          .allowAttributes("scope")
          .matching(false, "col")
          .onElements("th")
          .allowAttributes("class")
          .matching(Pattern.compile("language-[\\w+.#-]{1,40}"))
          .onElements("code")
          .allowAttributes("tabindex")
          .matching(false, "0")
          .onElements("pre")
          .allowAttributes("id")
          .matching(Pattern.compile(ID_PREFIX + "[\\p{L}\\p{N}_-]{1,200}"))
          .onElements("h1", "h2", "h3", "h4", "h5", "h6")
          .toFactory();

  private MarkdownRenderer() {}

  /** Renders a whole document; returns null if that would be too expensive. */
  public static @Nullable String html(String text, MarkdownLinks links) {
    FilePreview.Markdown rendered = render(text, links, false, new ArrayList<>());
    return rendered == null ? null : rendered.html();
  }

  /**
   * Renders the beginning of a file; returns null if that would be too expensive.
   *
   * @param isCut whether the file continues
   * @param notes receives what is not shown
   */
  static FilePreview.@Nullable Markdown render(
      String text, MarkdownLinks links, boolean isCut, List<String> notes) {
    if (tableCells(text) > MAX_TABLE_CELLS
        || text.chars().filter(c -> c == '[').count() > MAX_BRACKETS
        || declarations(text) > MAX_DECLARATIONS || hasLongParagraph(text)) {
      return null;
    }
    Node document = PARSER.parse(withFrontMatter(text));
    MarkdownDocument rewritten = new MarkdownDocument(document, links);
    if (!rewritten.rewrite()) {
      return null;
    }
    HtmlRenderer renderer =
        HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .escapeHtml(true)
            .sanitizeUrls(true)
            .percentEncodeUrls(true)
            .attributeProviderFactory(
                context -> (node, tag, attributes) -> addAttributes(
                    node, tag, attributes, rewritten))
            .build();
    String html = POLICY.sanitize(renderer.render(document));
    if (isCut) {
      notes.add("Only the beginning is shown. Download the file to see the rest.");
    }
    return new FilePreview.Markdown(html);
  }

  private static void addAttributes(
      Node node, String tag, Map<String, String> attributes, MarkdownDocument document) {
    if (node instanceof Heading heading) {
      String id = document.id(heading);
      if (id != null) {
        attributes.put("id", ID_PREFIX + id);
      }
    } else if (node instanceof TableCell cell && cell.isHeader()) {
      attributes.put("scope", "col");
    } else if (tag.equals("pre")) {
      // So that a wide block can be scrolled with the keyboard.
      attributes.put("tabindex", "0");
    }
  }

  /** Returns the number of beginnings of comments and other declarations of HTML. */
  private static int declarations(String text) {
    int count = 0;
    for (int at = text.indexOf("<!"); at >= 0; at = text.indexOf("<!", at + 1)) {
      count++;
    }
    return count;
  }

  private static boolean hasLongParagraph(String text) {
    int adjacent = 0;
    for (Iterator<String> lines = text.lines().iterator(); lines.hasNext();) {
      boolean isBlank = lines.next().chars().allMatch(c -> c == ' ' || c == '\t');
      adjacent = isBlank ? 0 : adjacent + 1;
      if (adjacent > MAX_ADJACENT_LINES) {
        return true;
      }
    }
    return false;
  }

  /** Returns an upper bound of the number of cells in tables. */
  private static long tableCells(String text) {
    long lines = 0;
    long columns = 0;
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      String line = text.substring(start, end);
      lines++;
      if (line.indexOf('|') >= 0
          && (line.length() > 10_000 || TABLE_DELIMITERS.matcher(line).matches())) {
        columns = Math.max(columns, line.chars().filter(c -> c == '|').count() + 1);
      }
      start = end + 1;
    }
    return lines * columns;
  }

  /** Turns the YAML at the beginning of a file, which is not Markdown, into a block of code. */
  private static String withFrontMatter(String text) {
    int end = text.startsWith("---\n") ? text.indexOf("\n---\n", 3) : -1;
    return end < 0
        ? text
        : "```yaml\n" + text.substring(4, end + 1) + "```\n" + text.substring(end + 5);
  }
}
