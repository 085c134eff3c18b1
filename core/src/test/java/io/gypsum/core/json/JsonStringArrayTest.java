package io.gypsum.core.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JsonStringArrayTest {
  private static List<String> all(InputStream text) {
    List<String> strings = new ArrayList<>();
    try (JsonStringArray array = JsonStringArray.open(text)) {
      for (Optional<String> next = array.next(); next.isPresent(); next = array.next()) {
        strings.add(next.get());
      }
      assertThat(array.next()).isEmpty();
    }
    return strings;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void givesOneStringAfterAnother() {
    assertThat(all(bytes(" [\"a\", \"\\u00e9/\" ,\"\"] \n"))).containsExactly("a", "é/", "");
    assertThat(all(bytes("[]"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
          "", "{}", "\"a\"", "[1]", "[null]", "[[\"a\"]]", "[\"a\"", "[\"a\"] 1", "[\"a\",]",
          "[\"\\ud800\"]", "<html>"})
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> all(bytes(text))).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void doesNotTakeABrokenStreamForTheEnd() {
    assertThatThrownBy(() -> all(new SequenceInputStream(bytes("[\"a\","), new Broken())))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("reset");
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("reset");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return read();
    }
  }
}
