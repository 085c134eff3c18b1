package io.gypsum.server.page.preview;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

import io.gypsum.core.name.Key;
import io.gypsum.server.page.preview.PreviewReader.FilePrefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PreviewReaderTest {
  private static final MarkdownLinks LINKS = new TestLinks("");
  private static final Key KEY = new Key("p/a/v/f");

  private static ShownFile shown(String name, byte[] content) {
    return PreviewReader.of(new FilePrefix(content, false), name, LINKS);
  }

  private static ShownFile shown(String name, String content) {
    return shown(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> lines(ShownFile shown) {
    assertThat(shown.preview()).isInstanceOf(FilePreview.Text.class);
    return ((FilePreview.Text) shown.preview()).lines();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  @Test
  void aFileOfManyEmptyCompressedMembersIsShownAsBytes() throws IOException {
    byte[] empty = gzip(new byte[0]);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int i = 0; i < PreviewReader.MAX_GZIP_MEMBERS; i++) {
      members.write(empty);
    }
    assertThat(shown("a.txt.gz", members.toByteArray()).preview())
        .isInstanceOf(FilePreview.Empty.class);
    while (members.size() + empty.length <= PreviewReader.PREFIX_BYTES) {
      members.write(empty);
    }
    assertThat(shown("a.txt.gz", members.toByteArray()).preview())
        .isInstanceOf(FilePreview.Hex.class);
  }

  @ParameterizedTest
  @CsvSource({
      "a.txt, Text", "a.R, Text", "README.md, Markdown", "a.json, Json", "a.csv, Table",
      "a.TSV, Table", "a.html, Text", "noextension, Text", "a.xyz, Text", ".hidden, Text",
      "a.bin, Text"})
  void theNameDeterminesHowTextIsShown(String name, String type) {
    assertThat(shown(name, "{\"a\": 1}").preview().getClass().getSimpleName()).isEqualTo(type);
  }

  @Test
  void codeHasItsLanguage() {
    assertThat(((FilePreview.Text) shown("a.py", "x = 1\n").preview()).language())
        .isEqualTo("python");
  }

  @Test
  void htmlIsShownAsText() {
    ShownFile shown = shown("a.html", "<script>alert(1)</script>\n");
    assertThat(lines(shown)).containsExactly("<script>alert(1)</script>");
  }

  @Test
  void linesEndWithLfCrlfOrCr() {
    assertThat(lines(shown("a.txt", "a\nb\r\nc\rd\n\n"))).containsExactly("a", "b", "c", "d", "");
  }

  @Test
  void charactersThatCannotBeSeenAreShownAsEscapes() {
    ShownFile shown = shown("a.txt", "a\u202eb\tc\u001b[31m\u200bd");
    assertThat(lines(shown)).containsExactly("a\\u202eb\tc\\u001b[31m\\u200bd");
    assertThat(shown.notes()).singleElement().asString().contains("shown as escapes");
  }

  @Test
  void byteOrderMarksDetermineTheEncoding() {
    byte[] utf16 = "\ufeffgrün\n".getBytes(StandardCharsets.UTF_16LE);
    ShownFile shown = shown("a.txt", utf16);
    assertThat(lines(shown)).containsExactly("grün");
    assertThat(shown.notes()).containsExactly("The encoding of the text seems to be UTF-16LE.");
    assertThat(lines(shown("a.txt", "\ufeffgrün".getBytes(StandardCharsets.UTF_16BE))))
        .containsExactly("grün");
    assertThat(lines(shown("a.txt", "\ufeffgrün"))).containsExactly("grün");
  }

  @Test
  void textThatIsNotUtf8IsShownAsWindows1252() {
    byte[] latin = {'g', 'r', (byte) 0xfc, 'n', (byte) 0x80};
    assertThat(lines(shown("a.txt", latin))).containsExactly("grün€");
    assertThat(shown("unknown", latin).preview()).isInstanceOf(FilePreview.Hex.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.txt", "a.md", "a.csv", "a.json", "a.bin", "a.gz", "a"})
  void filesWithNulsAreShownInHex(String name) {
    FilePreview preview = shown(name, "ab\0c").preview();
    assertThat(preview).isInstanceOf(FilePreview.Hex.class);
    assertThat(((FilePreview.Hex) preview).lines())
        .containsExactly(new FilePreview.HexLine("00000000", "61 62 00 63", "ab.c"));
  }

  @Test
  void hexIsLimitedToTheFirstKilobyte() {
    ShownFile shown = shown("a.bin", new byte[5_000]);
    assertThat(((FilePreview.Hex) shown.preview()).lines()).hasSize(64);
    assertThat(shown.notes()).containsExactly("The first 1024 bytes of a binary file are shown.");
  }

  @Test
  void aMultibyteCharacterAtTheEndOfThePrefixIsNoBinaryContent() {
    byte[] content = "grün".getBytes(StandardCharsets.UTF_8);
    byte[] cut = Arrays.copyOf(content, 3);
    assertThat(lines(PreviewReader.of(new FilePrefix(cut, true), "a.txt", LINKS)))
        .containsExactly("gr");
    assertThat(shown("a", cut).preview()).isInstanceOf(FilePreview.Hex.class);
  }

  @Test
  void textIsCutAfter200Kilobytes() {
    String line = "x".repeat(99) + "\n";
    ShownFile exact = shown("a.txt", line.repeat(2_048));
    assertThat(lines(exact)).hasSize(2_048);
    assertThat(exact.notes()).isEmpty();
    ShownFile cut = shown("a.txt", line.repeat(2_049));
    assertThat(lines(cut)).hasSize(2_048);
    assertThat(cut.notes()).singleElement().asString().startsWith("Only the first 2048 lines");
  }

  @Test
  void linesAreLimitedInNumberAndLength() {
    ShownFile many = shown("a.txt", "\n".repeat(TextLines.MAX_LINES + 1));
    assertThat(lines(many)).hasSize(TextLines.MAX_LINES);
    assertThat(many.notes()).hasSize(1);
    ShownFile longLine = shown("a.txt", "x".repeat(TextLines.MAX_LINE_CHARS + 1));
    assertThat(lines(longLine)).containsExactly("x".repeat(TextLines.MAX_LINE_CHARS) + "…");
    assertThat(shown("a.txt", "x".repeat(TextLines.MAX_LINE_CHARS)).notes()).isEmpty();
  }

  @Test
  void gzipIsShownLikeItsContent() throws IOException {
    ShownFile shown = shown("a.csv.gz", gzip("x,y\n1,2\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(shown.preview()).isInstanceOf(FilePreview.Table.class);
    assertThat(shown.notes())
        .containsExactly("The file is compressed; its decompressed content is shown.");
    assertThat(shown("a.gz", gzip(new byte[0])).preview()).isInstanceOf(FilePreview.Empty.class);
  }

  @Test
  void onlyTheBeginningOfAZipBombIsDecompressed() throws IOException {
    byte[] bomb = gzip(new byte[50_000_000]);
    ShownFile shown = shown("a.txt.gz", bomb);
    assertThat(shown.preview()).isInstanceOf(FilePreview.Hex.class);
    byte[] text = gzip("word ".repeat(5_000_000).getBytes(StandardCharsets.UTF_8));
    assertThat(lines(shown("a.txt.gz", text)).getFirst()).hasSize(TextLines.MAX_LINE_CHARS + 1);
  }

  @Test
  void aPrefixOfGzipIsDecompressedAsFarAsPossible() throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      text.append(random.nextLong()).append('\n');
    }
    byte[] whole = gzip(text.toString().getBytes(StandardCharsets.UTF_8));
    FilePrefix half = new FilePrefix(Arrays.copyOf(whole, whole.length / 2), true);
    assertThat(lines(PreviewReader.of(half, "a.txt.gz", LINKS))).hasSizeBetween(1_000, 4_000);
  }

  @Test
  void damagedGzipIsShownInHex() {
    assertThat(shown("a.txt.gz", "no gzip").preview()).isInstanceOf(FilePreview.Hex.class);
  }

  @Test
  void onlyThePrefixOfAnObjectIsRead() {
    MemoryStore memory = new MemoryStore();
    List<String> calls = new ArrayList<>();
    ReadStore store = new ForwardingReadStore(memory) {
      @Override
      public Optional<ObjectInfo> head(Key key) {
        calls.add("head");
        return super.head(key);
      }

      @Override
      public Optional<StoredObject> get(Key key, ByteRange range) {
        calls.add("get " + range.offset() + "+" + range.lengthBytes());
        return super.get(key, range);
      }
    };
    memory.put(KEY, Content.of(new byte[1_000_000]), PutCondition.OVERWRITE);
    PreviewReader reader = new PreviewReader(store);
    ShownFile hex = reader.read(KEY, "f", LINKS).orElseThrow();
    assertThat(((FilePreview.Hex) hex.preview()).lines()).hasSize(64);
    assertThat(reader.read(KEY, "f.png", LINKS).orElseThrow().preview())
        .isInstanceOf(FilePreview.Image.class);
    assertThat(reader.read(KEY, "f.pdf", LINKS).orElseThrow().preview())
        .isInstanceOf(FilePreview.Pdf.class);
    assertThat(calls).containsExactly("get 0+262144", "head", "head");
    assertThat(reader.read(new Key("p/a/v/none"), "f", LINKS)).isEmpty();
    assertThat(reader.read(new Key("p/a/v/none"), "f.svg", LINKS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"f.txt", "f.png", "f.pdf", "f.csv", "f.gz"})
  void emptyFilesAreEmpty(String name) {
    MemoryStore store = new MemoryStore();
    store.put(KEY, Content.of(new byte[0]), PutCondition.OVERWRITE);
    assertThat(new PreviewReader(store).read(KEY, name, LINKS).orElseThrow().preview())
        .isInstanceOf(FilePreview.Empty.class);
  }

  @Test
  void imagesOfMoreThan20MegabytesAreNotShown() {
    MemoryStore memory = new MemoryStore();
    for (long size : new long[] {PreviewReader.MAX_IMAGE_BYTES,
        PreviewReader.MAX_IMAGE_BYTES + 1}) {
      memory.put(KEY, Content.of(new byte[(int) size]), PutCondition.OVERWRITE);
      ShownFile shown = new PreviewReader(memory).read(KEY, "f.png", LINKS).orElseThrow();
      boolean isShown = size == PreviewReader.MAX_IMAGE_BYTES;
      assertThat(shown.preview() instanceof FilePreview.Image).isEqualTo(isShown);
      assertThat(shown.notes()).hasSize(isShown ? 0 : 1);
    }
  }
}
