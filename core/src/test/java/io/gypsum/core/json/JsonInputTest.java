package io.gypsum.core.json;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonInputTest {
  @Test
  void anObjectIsReadPropertyByProperty() {
    List<String> seen = new ArrayList<>();
    read("{\"a\":1,\"b\":{\"c\":[]},\"d\":\"x\"}", in -> {
      in.beginObject();
      for (String name = in.nextName(); name != null; name = in.nextName()) {
        seen.add(name);
        in.skip();
      }
      return seen;
    });
    assertThat(seen).containsExactly("a", "b", "d");
  }

  @Test
  void anArrayIsReadItemByItem() {
    List<String> none = read("[]", in -> in.array(JsonInput::string));
    List<String> two = read("[\"a\",\"b\"]", in -> in.array(JsonInput::string));
    List<List<Long>> nested =
        read("[[1],[]]", in -> in.array(item -> item.array(JsonInput::wholeNumber)));
    assertThat(none).isEmpty();
    assertThat(two).containsExactly("a", "b");
    assertThat(nested).containsExactly(List.of(1L), List.of());
  }

  @Test
  void nullIsAcceptedOnlyWhereItIsExpected() {
    boolean isNull = read("null", JsonInput::isNull);
    boolean isOneNull = read("1", JsonInput::isNull);
    assertThat(isNull).isTrue();
    assertThat(isOneNull).isFalse();
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read("null", JsonInput::bool))
        .withMessage("at the top: expected true or false, found null");
  }

  @Test
  void escapesAreDecoded() {
    String text = read("\"\\u0041\\ud83d\\ude00\\n\\/\\\\\\\"\"", JsonInput::string);
    assertThat(text).isEqualTo("A😀\n/\\\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud800", "\\udc00", "a\\udbff", "\\udc00\\ud800",
      "\\ud83d\\ud83d\\ude00", "😀\\ude00"})
  void halfASurrogatePairIsRefused(String text) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read("\"" + text + "\"", JsonInput::string))
        .withMessageContaining("an unpaired surrogate");
  }

  @Test
  void anInvalidValueIsReportedWithItsPosition() {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read("[1,2]", in -> in.array(item -> {
          if (item.wholeNumber() == 2) {
            throw GypsumException.invalid("two is too many");
          }
          return item;
        })))
        .withMessage("at '/1': two is too many");
  }

  @Test
  void aMissingPropertyIsNamed() {
    String value = read("1", in -> in.required("x", "name"));
    assertThat(value).isEqualTo("x");
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read("1", in -> in.required(null, "name")))
        .withMessage("at the top: property 'name' is missing");
  }

  private static <T> T read(String text, Function<JsonInput, T> document) {
    return JsonInput.read(text.getBytes(StandardCharsets.UTF_8), document);
  }

  @Test
  void aFailureOfTheStreamIsNotAProblemOfTheDocument() {
    GypsumException failure =
        new GypsumException(GypsumException.Kind.UNAVAILABLE, "the disk failed");
    InputStream failing = new InputStream() {
      @Override
      public int read() {
        throw failure;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) {
        throw failure;
      }
    };
    assertThatExceptionOfType(GypsumException.class)
        .isThrownBy(() -> JsonInput.read(failing, JsonInput::string))
        .isSameAs(failure);
    InputStream failsInAnArray =
        new SequenceInputStream(
            new ByteArrayInputStream("[1,".getBytes(StandardCharsets.UTF_8)), failing);
    assertThatExceptionOfType(GypsumException.class)
        .isThrownBy(
            () -> JsonInput.read(
                failsInAnArray,
                in -> in.recovering(
                    array -> array.array(JsonInput::number).toString(), problem -> problem)))
        .isSameAs(failure);
  }
}
