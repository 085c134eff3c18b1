package io.gypsum.server.page.preview;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

import io.gypsum.core.Printable;
import io.gypsum.server.page.preview.FilePreview.JsonBranch;
import io.gypsum.server.page.preview.FilePreview.JsonLeaf;
import io.gypsum.server.page.preview.FilePreview.JsonNode;
import io.gypsum.server.page.preview.PreviewReader.FilePrefix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Previews of random content are bounded and contain no characters that cannot be seen. */
class PreviewFuzzTest {
  private static final int ROUNDS = 300;
  private static final long MAX_CHARS = 4_000_000;
  private static final List<String> PIECES =
      List.of(
          "\n", "\r\n", ",", "\t", "\"", "\"\"", "{", "}", "[", "]", ":", "null", "1", "-1e9", "é",
          "\uD83D\uDE00", "\u202e", "\ufeff", "\u0000", "\u001b[", "# ", "* ", "> ", "|", "---|---",
          "`", "```\n", "](", "![", "<", "<script>", "<!--", "-->", "&#x202e;", "\\", "x ",
          "\u200d");

  @ParameterizedTest
  @ValueSource(
      strings = {"f", "f.txt", "f.md", "f.json", "f.csv", "f.tsv", "f.csv.gz", "f.md.gz",
          "f.gz.gz"})
  void randomContentIsShownWithinBounds(String name) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    for (int i = 0; i < ROUNDS; i++) {
      byte[] content = content(random);
      ShownFile shown =
          PreviewReader
              .of(new FilePrefix(content, random.nextBoolean()), name, new TestLinks("d/"));
      assertThat(chars(shown.preview())).isLessThan(MAX_CHARS);
    }
  }

  private static byte[] content(SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      byte[] bytes = new byte[random.nextInt(2_000)];
      random.nextBytes(bytes);
      return bytes;
    }
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(1, PIECES.size());
    for (int i = random.nextInt(3_000); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(pieces)));
    }
    return text.toString()
        .getBytes(random.nextInt(8) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
  }

  /** Counts the characters of a preview, and checks each text. */
  private static long chars(FilePreview preview) {
    return switch (preview) {
      case FilePreview.Empty empty -> 0;
      case FilePreview.Omitted omitted -> 0;
      case FilePreview.Image image -> 0;
      case FilePreview.Pdf pdf -> 0;
      case FilePreview.Text text -> text.lines().stream().mapToLong(PreviewFuzzTest::chars).sum();
      case FilePreview.Markdown markdown -> markdown.html().length();
      case FilePreview.Json json -> chars(json.root());
      case FilePreview.Table table ->
          table.rows().stream().flatMap(List::stream).mapToLong(PreviewFuzzTest::chars).sum()
              + table.columns()
                  .stream()
                  .mapToLong(
                      column -> chars(column.name()) + chars(column.min()) + chars(column.max()))
                  .sum();
      case FilePreview.Hex hex ->
          hex.lines()
              .stream()
              .mapToLong(line -> chars(line.bytes()) + chars(line.characters()))
              .sum();
    };
  }

  private static long chars(JsonNode node) {
    long name = node.name() == null ? 0 : chars(node.name());
    return name + switch (node) {
      case JsonLeaf leaf -> chars(leaf.text());
      case JsonBranch branch -> branch.children().stream().mapToLong(PreviewFuzzTest::chars).sum();
    };
  }

  private static long chars(String text) {
    assertThat(Printable.isPrintable(text.replace('\t', ' '))).as(text).isTrue();
    return text.length();
  }
}
