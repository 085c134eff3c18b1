package io.gypsum.e2e.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.gypsum.core.Printable;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.page.preview.FilePreview;
import io.gypsum.server.page.preview.MarkdownLinks;
import io.gypsum.server.page.preview.PreviewReader;
import io.gypsum.server.page.preview.ShownFile;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.memory.MemoryStore;

import static org.assertj.core.api.Assertions.assertThat;

/** Previews a file, whose name is the first line of the input, and whose content is the rest. */
final class PreviewTarget implements FuzzTarget {
  private static final Key KEY = new Key("p/a/v/f");
  private static final Pattern FORBIDDEN =
      Pattern.compile("<(script|style|iframe|object|svg|form|input)\\b|<[^>]* (on\\w+|style)=");
  private static final MarkdownLinks LINKS = new MarkdownLinks() {
    @Override
    public String folder() {
      return "folder/";
    }

    @Override
    public String page(UserPath path) {
      return "/page";
    }

    @Override
    public String versionPage() {
      return "/version";
    }

    @Override
    public String content(UserPath path) {
      return "/content";
    }
  };

  private final MemoryStore store = new MemoryStore();
  private final PreviewReader previews = new PreviewReader(store);

  @Override
  public void run(byte[] input) {
    int newline = new String(input, StandardCharsets.ISO_8859_1).indexOf('\n');
    String name =
        newline < 0
            ? "f.md"
            : new String(input, 0, newline, StandardCharsets.UTF_8);
    store.put(
        KEY, Content.of(Arrays.copyOfRange(input, newline + 1, input.length)),
        PutCondition.OVERWRITE);
    ShownFile shown = previews.read(KEY, name, LINKS).orElseThrow();
    shown.notes().forEach(PreviewTarget::checkText);
    switch (shown.preview()) {
      case FilePreview.Markdown markdown -> checkHtml(markdown.html());
      case FilePreview.Text text -> text.lines().forEach(PreviewTarget::checkText);
      case FilePreview.Table table -> {
        table.columns().forEach(column -> checkText(column.name() + column.min() + column.max()));
        table.rows().stream().flatMap(List::stream).forEach(PreviewTarget::checkText);
      }
      case FilePreview.Json json -> checkNode(json.root());
      case FilePreview.Hex hex -> hex.lines().forEach(line -> checkText(line.characters()));
      case FilePreview.Empty empty -> {}
      case FilePreview.Omitted omitted -> {}
      case FilePreview.Image image -> {}
      case FilePreview.Pdf pdf -> {}
    }
  }

  private static void checkNode(FilePreview.JsonNode node) {
    String name = node.name();
    checkText(name == null ? "" : name);
    switch (node) {
      case FilePreview.JsonLeaf leaf -> checkText(leaf.text());
      case FilePreview.JsonBranch branch -> branch.children().forEach(PreviewTarget::checkNode);
    }
  }

  private static void checkText(String text) {
    assertThat(Printable.isPrintable(text.replace('\t', ' '))).as(text).isTrue();
  }

  private static void checkHtml(String html) {
    String lower = html.toLowerCase(Locale.ROOT);
    assertThat(FORBIDDEN.matcher(lower).find()).as(html).isFalse();
    assertThat(lower).doesNotContain("\"javascript:", "\"data:", "\"vbscript:");
  }
}
