package io.gypsum.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/**
 * The content that a put writes.
 *
 * @param sizeBytes exact number of bytes of {@code source}
 * @param md5 expected MD5 of the bytes, or null if it is unknown
 * @param repeatable whether {@code source} can be opened again after a failed attempt
 */
public record Content(long sizeBytes, @Nullable Md5 md5, Source source, boolean repeatable) {
  /** Opens the content for reading. */
  @FunctionalInterface
  public interface Source {
    /** Returns a stream of all bytes from the first one. The store closes the stream. */
    InputStream open() throws IOException;
  }

  public static Content of(byte[] bytes) {
    return of(bytes, null);
  }

  /** @param md5 the MD5 that the bytes must have, or null if it is unknown */
  public static Content of(byte[] bytes, @Nullable Md5 md5) {
    return new Content(bytes.length, md5, () -> new ByteArrayInputStream(bytes), true);
  }

  /** Returns {@code text} encoded in UTF-8. */
  public static Content of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public static Content of(JsonWritable document) {
    return of(JsonOutput.bytes(document));
  }

  /** Returns content that is read from {@code body} and can be opened only once. */
  public static Content streamed(InputStream body, long sizeBytes, @Nullable Md5 md5) {
    return new Content(sizeBytes, md5, () -> body, false);
  }

  /**
   * Returns the bytes of several objects in sequence. Reading fails with a {@link StoreException} when an object does not
   * exist.
   *
   * @param sizeBytes total size, which is checked when the bytes are read
   */
  public static Content ofObjects(
      ReadStore store, List<Key> objects, long sizeBytes, @Nullable Md5 md5) {
    List<Key> fixed = List.copyOf(objects);
    return new Content(sizeBytes, md5, () -> new ConcatenatedBody(store, fixed), true);
  }
}
