package io.gypsum.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;

import static org.assertj.core.api.Assertions.assertThat;

/** Methods used by all parts of the contract: a store, and a prefix in it that no other test uses. */
interface StoreUnderTest {
  Store store();

  /** Returns the prefix of all keys of this test, which ends with {@code /}. */
  String base();

  /** Returns whether {@code a} and {@code a/b} can both exist. */
  boolean holdsFileAndDirectoryOfOneName();

  /** Returns false for stores whose listings contain keys only. */
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

  /** Returns the whole object as text; empty when it does not exist. */
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

  /** Returns the texts of a listing without {@link #base}. */
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
