package io.gypsum.server.page.preview;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.Printable;
import io.gypsum.server.page.preview.FilePreview.JsonBranch;
import io.gypsum.server.page.preview.FilePreview.JsonLeaf;
import io.gypsum.server.page.preview.FilePreview.JsonNode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads a JSON document as a tree with a bounded number of nodes. Any valid JSON is accepted, including repeated
 * properties.
 */
final class JsonTree {
  static final int MAX_NODES = 2_000;
  static final int MAX_DEPTH = 30;
  private static final int MAX_NAME_CHARS = 200;
  private static final int MAX_VALUE_CHARS = 1_000;
  /** Branches with more children are closed at first, except for the document. */
  private static final int MAX_OPEN_CHILDREN = 20;
  private static final int MAX_OPEN_DEPTH = 2;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(PreviewReader.PREFIX_BYTES)
                  .maxNumberLength(PreviewReader.PREFIX_BYTES)
                  .maxNameLength(PreviewReader.PREFIX_BYTES)
                  .build())
          .build();

  private final JsonParser parser;
  private int nodes;
  private boolean isCut;

  private JsonTree(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Returns the tree; null if the text is not one JSON document.
   *
   * @param notes receives what is not shown
   */
  static FilePreview.@Nullable Json read(String text, List<String> notes) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        return null;
      }
      JsonTree tree = new JsonTree(parser);
      JsonNode root = tree.value(null, 0);
      if (parser.nextToken() != null) {
        return null;
      }
      if (tree.isCut) {
        notes.add(
            "Only the first " + MAX_NODES + " values, down to a depth of " + MAX_DEPTH
                + ", are shown. Download the file to see the rest.");
      }
      return new FilePreview.Json(root);
    } catch (JacksonException e) {
      return null;
    }
  }

  private JsonNode value(@Nullable String name, int depth) {
    nodes++;
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> branch(name, true, depth);
      case START_ARRAY -> branch(name, false, depth);
      case VALUE_STRING -> leaf(name, "string", "\"" + shown(parser.getString()) + "\"");
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> leaf(name, "number", shown(parser.getString()));
      case VALUE_TRUE, VALUE_FALSE -> leaf(name, "boolean", parser.getString());
      case VALUE_NULL -> leaf(name, "null", "null");
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("unexpected token " + token);
    };
  }

  private static String shown(String value) {
    return Printable.text(value, MAX_VALUE_CHARS);
  }

  private static JsonNode leaf(@Nullable String name, String type, String text) {
    return new JsonLeaf(name, type, text);
  }

  private JsonNode branch(@Nullable String name, boolean isObject, int depth) {
    List<JsonNode> children = new ArrayList<>();
    int count = 0;
    JsonToken end = isObject ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
    for (JsonToken token = parser.nextToken(); token != end; token = parser.nextToken()) {
      count++;
      boolean isShown = depth < MAX_DEPTH && nodes < MAX_NODES;
      String childName =
          isObject && isShown ? Printable.text(parser.currentName(), MAX_NAME_CHARS) : null;
      if (isObject) {
        parser.nextToken();
      }
      if (isShown) {
        children.add(value(childName, depth + 1));
      } else {
        parser.skipChildren();
        isCut = true;
      }
    }
    boolean isOpen = depth == 0 || (depth <= MAX_OPEN_DEPTH && count <= MAX_OPEN_CHILDREN);
    return new JsonBranch(name, isObject, count, isOpen, children);
  }
}
