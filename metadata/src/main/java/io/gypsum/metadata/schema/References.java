package io.gypsum.metadata.schema;

import java.util.Map;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Looks for references that lead out of a schema, before anything follows them. */
final class References {
  /** What stands below these is data, not a schema. */
  private static final Set<String> DATA = Set.of("const", "default", "enum", "examples");

  private References() {}

  /** @throws GypsumException INVALID when a reference leads elsewhere */
  static void requireLocal(JsonNode schema) {
    JsonNode id = schema.get("$id");
    String own = id != null && id.isString() ? withoutFragment(id.stringValue()) : "";
    look(schema, own, JsonPointer.empty());
  }

  private static void look(JsonNode node, String own, JsonPointer where) {
    JsonNode reference = node.get("$ref");
    if (reference != null && reference.isString()) {
      requireLocal(reference.stringValue(), own, where);
    }
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      if (!DATA.contains(property.getKey())) {
        look(property.getValue(), own, where.appendProperty(property.getKey()));
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      look(node.get(i), own, where.appendIndex(i));
    }
  }

  private static void requireLocal(String reference, String own, JsonPointer where) {
    String elsewhere = withoutFragment(reference);
    if (!elsewhere.isEmpty() && !elsewhere.equals(own)) {
      throw GypsumException.invalid(
          "the schema refers to '" + Printable.value(reference) + "' at '" + where
              + "': only what is in the schema itself is followed ('#/definitions/…'),"
              + " nothing is fetched; copy it into the schema");
    }
  }

  private static String withoutFragment(String uri) {
    int hash = uri.indexOf('#');
    return hash < 0 ? uri : uri.substring(0, hash);
  }
}
