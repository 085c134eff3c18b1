package io.gypsum.server.page.preview;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.name.Key;
import io.gypsum.server.page.preview.FileFormat.Kind;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/**
 * Previews files. Reads at most {@link #PREFIX_BYTES} of an object, of images nothing; the memory and time of a preview do not
 * depend on the size of the file. Rendered Markdown, which takes the longest, is cached, and used only for the same content of
 * the object. Thread-safe.
 */
public final class PreviewReader {
  static final int PREFIX_BYTES = 256 * 1024;
  static final int MAX_TEXT_CHARS = 200 * 1024;
  /** {@link GZIPInputStream} calls itself for each empty member. */
  static final int MAX_GZIP_MEMBERS = 1_000;
  /** A browser decodes a whole image, even if it shows a small one. */
  static final long MAX_IMAGE_BYTES = 20_000_000;
  /** Maximum size of all cached previews in memory. */
  static final int MAX_CACHED_BYTES = 16 * 1024 * 1024;
  private static final Duration TTL = Duration.ofMinutes(10);
  /** Memory of a text, in addition to its characters. */
  private static final int OBJECT_BYTES = 64;

  private final ReadStore store;
  private final Cache<MarkdownState, ShownFile> rendered =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CACHED_BYTES)
          .weigher((MarkdownState state, ShownFile shown) -> sizeBytes(shown))
          .expireAfterAccess(TTL)
          .build();

  /**
   * One content of a Markdown file, with what determines the addresses in it: an object may be shown as a file of several
   * versions, which are links to it.
   */
  private record MarkdownState(Key source, ETag etag, String versionPage, String folder) {
    static MarkdownState of(Key source, ObjectInfo info, MarkdownLinks links) {
      return new MarkdownState(source, info.etag(), links.versionPage(), links.folder());
    }
  }

  public PreviewReader(ReadStore store) {
    this.store = store;
  }

  /**
   * Reads a preview. Computes for some milliseconds, so it should be called in a compute lane.
   *
   * @param source the object that has the bytes
   * @param name the last component of the path of the file, by which its format is determined
   * @param links the addresses to which Markdown refers
   * @return empty if the object does not exist
   * @throws io.gypsum.store.StoreException when the store fails
   */
  public Optional<ShownFile> read(Key source, String name, MarkdownLinks links) {
    FileFormat format = FileFormat.of(name);
    return switch (format.kind()) {
      case IMAGE -> unread(source, new FilePreview.Image());
      case PDF -> unread(source, new FilePreview.Pdf());
      case MARKDOWN -> markdown(source, name, links);
      case TEXT, JSON, COMMAS, TABS, GZIP, UNKNOWN ->
          beginning(source, object -> of(prefix(source, object), name, links));
    };
  }

  /** Returns the cached preview, without reading the object, or renders it: once for any number of concurrent requests. */
  private Optional<ShownFile> markdown(Key source, String name, MarkdownLinks links) {
    ObjectInfo info = store.head(source).orElse(null);
    if (info == null) {
      return Optional.empty();
    }
    ShownFile known = rendered.getIfPresent(MarkdownState.of(source, info, links));
    return known != null
        ? Optional.of(known)
        : beginning(
            source,
            // The object may have been replaced since, so this is the state of what is read.
            object -> rendered.get(
                MarkdownState.of(source, object.info(), links),
                state -> of(prefix(source, object), name, links)));
  }

  /** Returns an upper bound of the memory of a preview of a Markdown file, which may also be shown as text or bytes. */
  private static int sizeBytes(ShownFile shown) {
    return switch (shown.preview()) {
      case FilePreview.Markdown markdown -> Character.BYTES * markdown.html().length();
      case FilePreview.Text text ->
          text.lines().stream().mapToInt(PreviewReader::lineBytes).sum();
      case FilePreview.Hex hex ->
          hex.lines()
              .stream()
              .mapToInt(line -> lineBytes(line.bytes()) + lineBytes(line.characters()))
              .sum();
      case FilePreview.Empty _,FilePreview.Omitted _,FilePreview.Image _,FilePreview.Pdf _,FilePreview.Json _,FilePreview.Table _ ->
          0;
    };
  }

  private static int lineBytes(String line) {
    return OBJECT_BYTES + Character.BYTES * line.length();
  }

  /** Returns the size of all cached previews, after pending evictions. */
  long cachedBytes() {
    rendered.cleanUp();
    return rendered.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  private Optional<ShownFile> unread(Key source, FilePreview preview) {
    return store.head(source).map(object -> unread(object, preview));
  }

  private static ShownFile unread(ObjectInfo object, FilePreview preview) {
    if (object.sizeBytes() == 0) {
      return new ShownFile(new FilePreview.Empty(), List.of());
    }
    return preview instanceof FilePreview.Image && object.sizeBytes() > MAX_IMAGE_BYTES
        ? new ShownFile(
            new FilePreview.Omitted(),
            List.of("Images of more than 20 MB are not shown. Download the file to see it."))
        : new ShownFile(preview, List.of());
  }

  /**
   * Bytes of the beginning of a file.
   *
   * @param isCut whether the file continues
   */
  @SuppressWarnings("ArrayRecordComponent") // Prefixes are never compared, and the array is not changed.
  record FilePrefix(byte[] bytes, boolean isCut) {}

  private Optional<ShownFile> beginning(Key source, Function<StoredObject, ShownFile> reader) {
    try (StoredObject object = store.get(source, new ByteRange(0, PREFIX_BYTES)).orElse(null)) {
      return Optional.ofNullable(object).map(reader);
    }
  }

  private static FilePrefix prefix(Key source, StoredObject object) {
    try {
      byte[] bytes = object.body().readNBytes(PREFIX_BYTES);
      return new FilePrefix(bytes, bytes.length < object.info().sizeBytes());
    } catch (IOException e) {
      throw BucketReader.readFailed(source, e);
    }
  }

  /** Previews a file of which the beginning was read. Never throws. */
  static ShownFile of(FilePrefix prefix, String name, MarkdownLinks links) {
    FileFormat format = FileFormat.of(name);
    if (prefix.bytes().length == 0) {
      return new ShownFile(new FilePreview.Empty(), List.of());
    }
    List<String> notes = new ArrayList<>();
    if (format.kind() != Kind.GZIP) {
      return new ShownFile(preview(prefix, format, links, notes), notes);
    }
    FilePrefix content = decompressed(prefix);
    if (content == null) {
      return new ShownFile(binary(prefix, notes), notes);
    }
    notes.add("The file is compressed; its decompressed content is shown.");
    FilePreview inner =
        content.bytes().length == 0
            ? new FilePreview.Empty()
            : preview(
                content, FileFormat.of(FileFormat.withoutExtension(name)), links, notes);
    return new ShownFile(inner, notes);
  }

  /** Decompresses at most {@link #PREFIX_BYTES}; null if that is not possible. */
  private static @Nullable FilePrefix decompressed(FilePrefix compressed) {
    if (gzipMembers(compressed.bytes()) > MAX_GZIP_MEMBERS) {
      return null;
    }
    byte[] bytes = new byte[PREFIX_BYTES + 1];
    int length = 0;
    boolean isCut = compressed.isCut();
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(compressed.bytes()))) {
      for (int n = in.read(bytes); n > 0; n = in.read(bytes, length, bytes.length - length)) {
        length += n;
      }
    } catch (EOFException e) {
      isCut = true;
    } catch (IOException e) {
      return null;
    }
    return length > PREFIX_BYTES
        ? new FilePrefix(Arrays.copyOf(bytes, PREFIX_BYTES), true)
        : new FilePrefix(Arrays.copyOf(bytes, length), isCut);
  }

  /** Returns an upper bound of the number of members. */
  private static int gzipMembers(byte[] bytes) {
    int count = 0;
    for (int i = 0; i + 2 < bytes.length; i++) {
      if (bytes[i] == 0x1f && bytes[i + 1] == (byte) 0x8b && bytes[i + 2] == 8) {
        count++;
      }
    }
    return count;
  }

  private static FilePreview preview(
      FilePrefix prefix, FileFormat format, MarkdownLinks links, List<String> notes) {
    DecodedText decoded = DecodedText.of(prefix.bytes(), prefix.isCut(), format.isText());
    if (decoded == null) {
      return binary(prefix, notes);
    }
    if (!decoded.encoding().equals(StandardCharsets.UTF_8)) {
      notes.add("The encoding of the text seems to be " + decoded.encoding().name() + ".");
    }
    FilePreview structured = structured(decoded.text(), prefix.isCut(), format, links, notes);
    return structured != null
        ? structured
        : text(decoded.text(), prefix.isCut(), format, notes);
  }

  /** Returns null if a text does not have the format that its name suggests. */
  private static @Nullable FilePreview structured(
      String text, boolean isCut, FileFormat format, MarkdownLinks links, List<String> notes) {
    return switch (format.kind()) {
      case MARKDOWN ->
          MarkdownRenderer.render(
              firstChars(text), links, isCut || text.length() > MAX_TEXT_CHARS, notes);
      case JSON -> isCut ? null : JsonTree.read(text, notes);
      case COMMAS -> TableReader.read(text, false, isCut, notes);
      case TABS -> TableReader.read(text, true, isCut, notes);
      case TEXT, IMAGE, PDF, GZIP, UNKNOWN -> null;
    };
  }

  private static FilePreview text(
      String text, boolean isCut, FileFormat format, List<String> notes) {
    if (format.kind() == Kind.JSON && !isCut) {
      notes.add("The file is not valid JSON.");
    }
    return new FilePreview.Text(
        format.language(),
        TextLines.of(firstChars(text), isCut || text.length() > MAX_TEXT_CHARS, notes));
  }

  private static String firstChars(String text) {
    if (text.length() <= MAX_TEXT_CHARS) {
      return text;
    }
    boolean isPair = Character.isHighSurrogate(text.charAt(MAX_TEXT_CHARS - 1));
    return text.substring(0, isPair ? MAX_TEXT_CHARS - 1 : MAX_TEXT_CHARS);
  }

  private static FilePreview binary(FilePrefix prefix, List<String> notes) {
    if (prefix.bytes().length > HexDump.MAX_BYTES) {
      notes.add("The first " + HexDump.MAX_BYTES + " bytes of a binary file are shown.");
    }
    return HexDump.of(prefix.bytes());
  }
}
