package io.gypsum.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Single objects: write, stat, read, delete. */
interface ObjectContract extends StoreUnderTest {
  @Test
  default void absenceIsAnEmptyResult() {
    write("there", "x");
    for (String name : List.of("absent", "there/below", "there.", "ther", "a/b/c", "..summary")) {
      assertThat(store().head(key(name))).as("head of " + name).isEmpty();
      assertThat(store().get(key(name), ByteRange.ALL)).as("get of " + name).isEmpty();
      assertThat(store().localFile(key(name))).as("local file of " + name).isEmpty();
    }
  }

  @Test
  default void aDirectoryIsNotAnObject() {
    write("directory/file", "x");
    assertThat(store().head(key("directory"))).isEmpty();
    assertThat(store().get(key("directory"), ByteRange.ALL)).isEmpty();
    assertThat(store().localFile(key("directory"))).isEmpty();
    store().delete(List.of(key("directory")));
    assertThat(text("directory/file")).hasValue("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "p/a/v/..summary", "p/..LOCK", "deep/er/and/deeper"})
  default void writtenObjectsCanBeRead(String name) {
    Instant before = Instant.now().minus(Duration.ofMinutes(5));
    ETag etag = write(name, "content of " + name);

    ObjectInfo info = store().head(key(name)).orElseThrow();
    assertThat(info.key()).isEqualTo(key(name));
    assertThat(info.sizeBytes()).isEqualTo("content of ".length() + name.length());
    assertThat(info.etag()).isEqualTo(etag);
    assertThat(info.lastModified()).isBetween(before, Instant.now().plus(Duration.ofMinutes(5)));
    try (StoredObject object = store().get(key(name), ByteRange.ALL).orElseThrow()) {
      assertThat(object.info()).isEqualTo(info);
      assertThat(object.body()).hasContent("content of " + name);
    }
  }

  @Test
  default void anObjectMayBeEmpty() {
    write("empty", "");
    assertThat(store().head(key("empty")).orElseThrow().sizeBytes()).isZero();
    assertThat(text("empty")).hasValue("");
    assertThat(bytes("empty", new ByteRange(3, 4))).hasValue(new byte[0]);
  }

  @Test
  default void anyValidKeyIsSupported() {
    String twoHundred = "n".repeat(200);
    String longest = String.join("/", twoHundred, twoHundred, twoHundred, twoHundred, twoHundred);
    List<String> names =
        List.of(
            "with space", " leading and trailing ", "per%cent%2F", "plus+plus", "q?u&e=r#y",
            "'quote\"s'", "*[]{}$`|<>;:,~!@^", "trailing.", ".hidden", "...", "-", "ünï/cödé/中文/😀",
            "combining e\u0301 and \u00e9", "\uFFFD and \uE000", "right\u202Eleft",
            longest.substring(0, 1024 - base().length()));
    for (String name : names) {
      store().requireSupported(key(name));
      write(name, "in " + name);
    }
    for (String name : names) {
      assertThat(text(name)).as(name).hasValue("in " + name);
      assertThat(store().head(key(name)).orElseThrow().key()).isEqualTo(key(name));
    }
    assertThat(everything()).containsExactlyElementsOf(
        names.stream().sorted(KeyOrder.INSTANCE).toList());
    store().delete(names.stream().map(this::key).toList());
    assertThat(everything()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
      "0, 0", "0, 1", "0, 99", "0, 100", "0, 101", "1, 99", "1, 9223372036854775807", "50, 10",
      "99, 1", "99, 2", "100, 1", "101, 1", "9223372036854775807, 9223372036854775807"})
  default void aRangeIsCutAtTheEnd(long offset, long length) {
    byte[] content = new byte[100];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) i;
    }
    for (String name : List.of("ranges", "..ranges")) {
      store().put(key(name), Content.of(content), PutCondition.OVERWRITE);
      int from = (int) Math.min(offset, 100);
      int to = (int) Math.min(100, from + Math.min(length, 100));
      try (StoredObject object =
          store().get(key(name), new ByteRange(offset, length)).orElseThrow()) {
        assertThat(object.info().sizeBytes()).isEqualTo(100);
        assertThat(object.body().readAllBytes()).isEqualTo(Arrays.copyOfRange(content, from, to));
        assertThat(object.body().read()).isEqualTo(-1);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  default void anOpenObjectDoesNotChange() throws IOException {
    for (String name : List.of("replaced", "..replaced")) {
      write(name, "first state");
      try (StoredObject first = store().get(key(name), ByteRange.ALL).orElseThrow()) {
        assertThat(first.body().readNBytes(6)).asString(StandardCharsets.UTF_8).isEqualTo("first ");
        write(name, "second");
        try (StoredObject second = store().get(key(name), ByteRange.ALL).orElseThrow()) {
          store().delete(List.of(key(name)));
          assertThat(first.body()).hasContent("state");
          assertThat(second.body()).hasContent("second");
        }
      }
      assertThat(store().head(key(name))).isEmpty();
    }
  }

  @Test
  default void deleteIgnoresMissingKeys() {
    for (String name : List.of("a", "b/c", "b/d", "e/f/g", "..h")) {
      write(name, name);
    }
    store().delete(
        List.of(key("a"), key("a"), key("b"), key("b/c"), key("nothing/here"), key("..h")));
    assertThat(everything()).containsExactly("b/d", "e/f/g");
    store().delete(List.of());
    store().delete(List.of(key("b/d"), key("e/f/g")));
    assertThat(everything()).isEmpty();
    write("b", "a name that was a directory");
    write("e/f", "another");
    assertThat(everything()).containsExactly("b", "e/f");
  }

  @Test
  default void aCopyIsIndependentOfItsSource() {
    write("from", "bytes");
    write("to", "old");
    assertThat(store().copy(key("from"), key("to"))).isTrue();
    assertThat(store().copy(key("from"), key("new/with space+%"))).isTrue();
    store().delete(List.of(key("from")));
    assertThat(text("to")).hasValue("bytes");
    assertThat(text("new/with space+%")).hasValue("bytes");
    assertThat(store().copy(key("from"), key("to"))).isFalse();
    assertThat(text("to")).hasValue("bytes");
  }

  @Test
  default void aLocalFileContainsTheObject() throws IOException {
    write("local", "bytes");
    var file = store().localFile(key("local"));
    if (file.isPresent()) {
      assertThat(file.get().info()).isEqualTo(store().head(key("local")).orElseThrow());
      assertThat(file.get().path()).hasContent("bytes");
    }
  }
}
