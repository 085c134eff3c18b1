package io.gypsum.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;

import static org.assertj.core.api.Assertions.assertThat;

/** What the parts of the contract share: a store, and a place in it that is this test's own. */
interface StoreUnderTest {
  Store store();

  /** What all keys of this test start with; ends with {@code /}. */
  String base();

  /** Whether {@code a} and {@code a/b} can both be there. */
  boolean holdsFileAndDirectoryOfOneName();

  /** False only for what reads a store from elsewhere. */
  default boolean listsSizesAndTimes() {
    return true;
  }

  default Key key(String name) {
    return new Key(base() + name);
  }

  /** Overwrites. */
  default ETag write(String name, String text) {
    return written(store().put(key(name), Content.of(text), PutCondition.OVERWRITE));
  }

  default ETag written(PutResult result) {
    assertThat(result).isInstanceOf(PutResult.Written.class);
    return ((PutResult.Written) result).etag();
  }

  /** The whole object as text; empty when there is none. */
  default Optional<String> text(String name) {
    return bytes(name, ByteRange.ALL).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  default Optional<byte[]> bytes(String name, ByteRange range) {
    return store().get(key(name), range).map(StoreUnderTest::readAndClose);
  }

  static byte[] readAndClose(StoredObject object) {
    try (object) {
      return object.body().readAllBytes();
    } catch (IOException e) {
      throw new AssertionError("reading " + object.info() + " failed", e);
    }
  }

  /** Every line of a listing, without {@link #base}. */
  default List<String> list(String prefix, boolean recursive, String startAfter) {
    Prefix below = new Prefix(base() + prefix);
    String after = startAfter == null ? null : base() + startAfter;
    try (Stream<? extends ListEntry> entries =
        recursive ? store().list(below, after) : store().listLevel(below, after)) {
      return entries.map(entry -> entry.text().substring(base().length())).toList();
    }
  }

  default List<String> everything() {
    return list("", true, null);
  }
}
