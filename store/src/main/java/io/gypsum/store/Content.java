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
 * What a put writes.
 *
 * @param sizeBytes exactly how many bytes {@code source} gives
 * @param md5 what they must hash to, or null when nobody said
 * @param repeatable whether {@code source} can be opened again after a failed try
 */
public record Content(long sizeBytes, @Nullable Md5 md5, Source source, boolean repeatable) {
  /** Where the bytes come from. */
  @FunctionalInterface
  public interface Source {
    /** The bytes from the first on; the store closes what it opens. */
    InputStream open() throws IOException;
  }

  public static Content of(byte[] bytes) {
    return new Content(bytes.length, null, () -> new ByteArrayInputStream(bytes), true);
  }

  /** {@code text} in UTF-8. */
  public static Content of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  public static Content of(JsonWritable document) {
    return of(JsonOutput.bytes(document));
  }

  /** Streams {@code body} once. */
  public static Content streamed(InputStream body, long sizeBytes, @Nullable Md5 md5) {
    return new Content(sizeBytes, md5, () -> body, false);
  }

  /**
   * The bytes of several objects, one after the other. Reading fails with a {@link StoreException} when one is not there.
   *
   * @param sizeBytes of all together, which is checked as that of any content
   */
  public static Content ofObjects(
      ReadStore store, List<Key> objects, long sizeBytes, @Nullable Md5 md5) {
    List<Key> fixed = List.copyOf(objects);
    return new Content(sizeBytes, md5, () -> new Concatenation(store, fixed), true);
  }
}
