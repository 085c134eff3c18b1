package io.gypsum.metadata.index;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.gypsum.metadata.json.DocumentFormat;
import io.gypsum.metadata.schema.MetadataSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MetadataDocumentTest {
  @Test
  void aFieldIsThePathOfKeysToAString() throws Exception {
    assertThat(tokens("{\"a\":{\"b\":\"X y\"},\"c\":\"z\"}"))
        .isEqualTo(Map.of("a.b", Set.of("x", "y"), "c", Set.of("z")));
  }

  @Test
  void itemsOfAnArrayShareItsField() throws Exception {
    assertThat(tokens("{\"a\":[\"x\",[[\"y\"]],{\"b\":\"z\"},\"w\"],\"c\":\"v\"}"))
        .isEqualTo(
            Map.of("a", Set.of("x", "y", "w"), "a.b", Set.of("z"), "c", Set.of("v")));
  }

  @Test
  void keysWithDotsShareAFieldWithNestedOnes() throws Exception {
    assertThat(tokens("{\"a.b\":\"x\",\"a\":{\"b\":\"y\"}}"))
        .isEqualTo(Map.of("a.b", Set.of("x", "y")));
  }

  @Test
  void anEmptyKeyIsAKey() throws Exception {
    assertThat(tokens("{\"\":\"x\",\"a\":{\"\":\"y\"}}"))
        .isEqualTo(Map.of("", Set.of("x"), "a.", Set.of("y")));
  }

  @Test
  void aStringWithoutAKeyHasNoField() throws Exception {
    assertThat(tokens("\"only\"")).isEmpty();
    assertThat(tokens("[\"only\",[\"this\"]]")).isEmpty();
    assertThat(tokens("[\"only\",{\"a\":\"x\"},\"this\"]")).isEqualTo(Map.of("a", Set.of("x")));
  }

  @Test
  void onlyStringsAreIndexed() throws Exception {
    assertThat(tokens("{\"a\":1,\"b\":true,\"c\":null,\"d\":1e400,\"e\":{},\"f\":[]}")).isEmpty();
  }

  @Test
  void aByteOrderMarkIsSkipped() throws Exception {
    MetadataDocument document = MetadataDocument.parse(bytes("\uFEFF{\"a\":\"x\"}"));
    assertThat(document.json()).isEqualTo(bytes("{\"a\":\"x\"}"));
    assertThat(document.termsByField()).containsKey("a");
  }

  @Test
  void anUnpairedSurrogateSeparatesTerms() throws Exception {
    assertThat(tokens("{\"a\":\"x\\ud800y\"}")).isEqualTo(Map.of("a", Set.of("x", "y")));
  }

  static Stream<Arguments> documentsAtALimit() {
    String number = "7".repeat(DocumentFormat.MAX_NUMBER_CHARS);
    return Stream.of(
        Arguments.of("the maximum depth", nested(DocumentFormat.MAX_DEPTH), ""),
        Arguments.of("more depth", nested(DocumentFormat.MAX_DEPTH + 1), "1000 levels"),
        Arguments.of("the longest integer", number, ""),
        Arguments.of("a longer integer", number + "7", "100000 characters"),
        Arguments.of("the longest fraction", "0." + number.substring(2), ""),
        Arguments.of("a longer fraction", "0." + number + "7", "100000 characters"),
        Arguments.of("a long string", "\"" + "x".repeat(1_000_000) + "\"", ""),
        Arguments.of("a long name", "{\"" + "x".repeat(1_000_000) + "\":1}", ""),
        Arguments.of("a large exponent", "1e999999999", ""));
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documentsAtALimit")
  void validationAndTheIndexHaveTheSameLimits(String name, String document, String problem)
      throws Exception {
    MetadataSchema any = MetadataSchema.read(bytes("{}"));
    if (problem.isEmpty()) {
      assertThat(any.validate(bytes(document))).isEmpty();
      assertThat(MetadataDocument.parse(bytes(document)).json()).isEqualTo(bytes(document));
    } else {
      assertThatThrownBy(() -> any.validate(bytes(document))).hasMessageContaining(problem);
      assertThatThrownBy(() -> MetadataDocument.parse(bytes(document)))
          .hasMessageContaining(problem);
    }
  }

  private static Map<String, Set<String>> tokens(String json) throws Exception {
    return new TreeMap<>(MetadataDocument.parse(bytes(json)).termsByField());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
