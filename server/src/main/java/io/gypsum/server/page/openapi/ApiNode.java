package io.gypsum.server.page.openapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.metadata.json.DocumentFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * A value in an OpenAPI document, with references ({@code $ref}) resolved. A value that does not exist is a node without content,
 * so that optional parts need no checks.
 *
 * @param root the whole document, to which references refer
 * @param content a map, a list, a string, or the text of another value; null if the value does not exist
 * @param reference the last component of the reference that led here; empty if there was none
 */
record ApiNode(Map<String, Object> root, @Nullable Object content, String reference) {
  private static final String REFERENCE = "$ref";

  /** Reads a document that is part of this program. */
  @SuppressWarnings("unchecked")
  static ApiNode read(byte[] document) {
    try (JsonParser json =
        DocumentFormat.FACTORY.createParser(ObjectReadContext.empty(), document)) {
      json.nextToken();
      Map<String, Object> root = (Map<String, Object>) value(json);
      return new ApiNode(root, root, "");
    }
  }

  private static Object value(JsonParser json) {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> object = new LinkedHashMap<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        object.put(name, value(json));
      }
      return object;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> array = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(json));
      }
      return array;
    }
    return json.getString();
  }

  boolean exists() {
    return content != null;
  }

  /** Returns a property of an object. */
  ApiNode at(String name) {
    return of(content instanceof Map<?, ?> object ? object.get(name) : null);
  }

  /** Returns the text of a value; empty if it is not a text, a number, true or false. */
  String text() {
    return content instanceof String text ? text : "";
  }

  /** Returns the items of an array. */
  List<ApiNode> items() {
    return content instanceof List<?> array ? array.stream().map(this::of).toList() : List.of();
  }

  /** Returns the properties of an object, in order. */
  Map<String, ApiNode> properties() {
    Map<String, ApiNode> properties = new LinkedHashMap<>();
    if (content instanceof Map<?, ?> object) {
      object.forEach((name, value) -> properties.put((String) name, of(value)));
    }
    return properties;
  }

  private ApiNode of(@Nullable Object value) {
    if (value instanceof Map<?, ?> object && object.get(REFERENCE) instanceof String path) {
      ApiNode target = new ApiNode(root, root, "");
      for (String step : path.substring(2).split("/")) {
        target = target.at(step);
      }
      return new ApiNode(root, target.content, path.substring(path.lastIndexOf('/') + 1));
    }
    return new ApiNode(root, value, "");
  }
}
