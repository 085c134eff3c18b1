package io.gypsum.server.page.preview;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.server.page.preview.FilePreview.JsonBranch;
import io.gypsum.server.page.preview.FilePreview.JsonLeaf;
import io.gypsum.server.page.preview.FilePreview.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class JsonTreeTest {
  private final List<String> notes = new ArrayList<>();

  private JsonNode read(String text) {
    FilePreview.Json json = JsonTree.read(text, notes);
    assertThat(json).isNotNull();
    return json.root();
  }

  private static int nodes(JsonNode node) {
    return switch (node) {
      case JsonLeaf leaf -> 1;
      case JsonBranch branch -> 1 + branch.children().stream().mapToInt(JsonTreeTest::nodes).sum();
    };
  }

  @Test
  void aDocumentIsATreeOfItsValues() {
    assertThat(read("{\"a\": [1.50, \"x\\u202e\", null], \"b\": {}, \"b\": true}")).isEqualTo(
        new JsonBranch(
            null, true, 3, true,
            List.of(
                new JsonBranch(
                    "a", false, 3, true,
                    List.of(
                        new JsonLeaf(null, "number", "1.50"),
                        new JsonLeaf(null, "string", "\"x\\u202e\""),
                        new JsonLeaf(null, "null", "null"))),
                new JsonBranch("b", true, 0, true, List.of()),
                new JsonLeaf("b", "boolean", "true"))));
    assertThat(notes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{} {}", "[1,]", "{'a':1}", "nul", "[\"\n\"]"})
  void textThatIsNoJsonIsNull(String text) {
    assertThat(JsonTree.read(text, notes)).isNull();
  }

  @Test
  void theNumberOfNodesIsLimited() {
    int fit = JsonTree.MAX_NODES - 1;
    assertThat(nodes(read("[" + "1,".repeat(fit - 1) + "1]"))).isEqualTo(JsonTree.MAX_NODES);
    assertThat(notes).isEmpty();
    JsonBranch root = (JsonBranch) read("[" + "1,".repeat(fit + 9) + "1]");
    assertThat(nodes(root)).isEqualTo(JsonTree.MAX_NODES);
    assertThat(root.count()).isEqualTo(fit + 10);
    assertThat(root.omitted()).isEqualTo(10);
    assertThat(notes).hasSize(1);
  }

  @Test
  void theDepthIsLimited() {
    int depth = 120_000;
    JsonNode root = read("[".repeat(depth) + "]".repeat(depth));
    assertThat(nodes(root)).isEqualTo(JsonTree.MAX_DEPTH + 1);
    assertThat(notes).hasSize(1);
  }
}
