package io.gypsum.store.bucket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;

/**
 * Small files of an upload session that are staged together in one object (docs/decisions/0065-bundle-uploads.md). The
 * object begins with an index: for each file a line <code>{md5}-{size}</code> of fixed width. The contents follow in this order.
 * The key contains the number of files and the MD5 of the object, so the index can be read alone, and a bundle that
 * is sent again has the same key.
 *
 * @param files the number of files, at least 1
 * @param md5 the MD5 of the object
 */
public record StagedBundle(Key key, int files, Md5 md5) {
  private static final String DIRECTORY = "bundles/";
  private static final Pattern NAME = Pattern.compile("([1-9][0-9]{0,3})-([0-9a-f]{32})");
  private static final int SIZE_DIGITS = 7;
  private static final int MAX_FILE_BYTES = 9_999_999;
  private static final int LINE_BYTES = 32 + 1 + SIZE_DIGITS + 1;

  /** Returns the prefix of the bundles of a session. */
  public static Prefix below(Prefix staging) {
    return new Prefix(staging + DIRECTORY);
  }

  /** Returns the bundle with this key; empty if it is the key of another object. */
  public static Optional<StagedBundle> of(Key key) {
    String text = key.value();
    int name = text.lastIndexOf('/') + 1;
    Matcher parts = NAME.matcher(text.substring(name));
    return text.startsWith(DIRECTORY, name - DIRECTORY.length()) && parts.matches()
        ? Optional.of(
            new StagedBundle(key, Integer.parseInt(parts.group(1)), Md5.parse(parts.group(2))))
        : Optional.empty();
  }

  /** Lists the bundles of a session. The caller closes the stream. */
  public static Stream<StagedBundle> list(ReadStore store, Prefix staging) {
    return store.list(below(staging)).map(ObjectEntry::key).flatMap(key -> of(key).stream());
  }

  /**
   * One file of a bundle.
   *
   * @param content in memory, so it can be read repeatedly
   */
  public record BundledFile(ManifestEntry entry, Content content) {}

  /**
   * Reads the sizes and MD5s of the files.
   *
   * @throws GypsumException CORRUPT if the object does not exist, or does not begin with the index
   * @throws io.gypsum.store.StoreException if the store fails
   */
  public List<ManifestEntry> readIndex(ReadStore store) {
    return parseIndex(read(store, new ByteRange(0, (long) files * LINE_BYTES)));
  }

  /**
   * Reads all files. They share one array with the whole object.
   *
   * @throws GypsumException CORRUPT if the object does not exist, or has other content than was written
   * @throws io.gypsum.store.StoreException if the store fails
   */
  public List<BundledFile> readFiles(ReadStore store) {
    byte[] bundle = read(store, ByteRange.ALL);
    MessageDigest digest = Md5.newDigest();
    if (!Md5.of(digest.digest(bundle)).equals(md5)) {
      throw corrupt();
    }
    List<BundledFile> found = new ArrayList<>();
    int offset = files * LINE_BYTES;
    for (ManifestEntry entry : parseIndex(bundle)) {
      int size = (int) entry.sizeBytes();
      found.add(new BundledFile(entry, content(entry, bundle, offset, size)));
      offset += size;
    }
    return found;
  }

  private static Content content(ManifestEntry entry, byte[] bundle, int offset, int size) {
    return new Content(
        size, entry.md5(), () -> new ByteArrayInputStream(bundle, offset, size), true);
  }

  private byte[] read(ReadStore store, ByteRange range) {
    try (StoredObject object = store.get(key, range).orElseThrow(this::corrupt)) {
      return object.body().readAllBytes();
    } catch (IOException | UncheckedIOException e) {
      throw BucketReader.readFailed(key, e);
    }
  }

  private List<ManifestEntry> parseIndex(byte[] bytes) {
    if (bytes.length < files * LINE_BYTES) {
      throw corrupt();
    }
    List<ManifestEntry> entries = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      String line =
          new String(bytes, i * LINE_BYTES, LINE_BYTES - 1, StandardCharsets.US_ASCII);
      if (!line.matches("[0-9a-f]{32}-[0-9]{" + SIZE_DIGITS + "}")) {
        throw corrupt();
      }
      entries.add(
          new ManifestEntry(
              Long.parseLong(line.substring(33)), Md5.parse(line.substring(0, 32)), null));
    }
    return entries;
  }

  private GypsumException corrupt() {
    return new GypsumException(
        GypsumException.Kind.CORRUPT,
        "the staged bundle '" + key
            + "' is corrupt or no longer exists; restore it, or delete the version and the lock of its project in the store");
  }

  /** Collects the files of a bundle in memory. Not thread-safe. */
  public static final class Builder {
    private final byte[] contents;
    private final Set<ManifestEntry> entries = new LinkedHashSet<>();
    private int length;

    /** @param maxBytes maximum total size of the files */
    public Builder(int maxBytes) {
      contents = new byte[maxBytes];
    }

    /** Adds a file, unless the bundle contains one with this content. */
    public void add(ManifestEntry entry, byte[] content) {
      if (content.length > MAX_FILE_BYTES) {
        throw new IllegalArgumentException("the file has " + content.length + " bytes");
      }
      if (entries.add(entry)) {
        System.arraycopy(content, 0, contents, length, content.length);
        length += content.length;
      }
    }

    public boolean isEmpty() {
      return entries.isEmpty();
    }

    /** Returns the object of the bundle, which shares the memory of this builder. */
    public Content content() {
      byte[] index = index();
      MessageDigest digest = Md5.newDigest();
      digest.update(index);
      digest.update(contents, 0, length);
      return new Content(
          index.length + length, Md5.of(digest.digest()),
          () -> new SequenceInputStream(
              new ByteArrayInputStream(index), new ByteArrayInputStream(contents, 0, length)),
          true);
    }

    /** Returns the key of the bundle with {@code md5}. */
    public Key key(Prefix staging, Md5 md5) {
      return new Key(below(staging).value() + entries.size() + "-" + md5);
    }

    private byte[] index() {
      StringBuilder lines = new StringBuilder();
      for (ManifestEntry entry : entries) {
        lines.append(entry.md5())
            .append('-')
            .append(String.format(Locale.ROOT, "%0" + SIZE_DIGITS + "d", entry.sizeBytes()))
            .append('\n');
      }
      return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }
  }
}
