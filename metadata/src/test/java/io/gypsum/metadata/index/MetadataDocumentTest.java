package io.gypsum.metadata.index;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static Map<String, Set<String>> tokens(String json) throws Exception {
    return new TreeMap<>(MetadataDocument.parse(bytes(json)).termsByField());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
