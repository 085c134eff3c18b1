package io.gypsum.metadata.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Where each value of a document stands among the others. */
final class DocumentOrder {
  private final Map<String, Integer> places = new HashMap<>();

  DocumentOrder(JsonNode document) {
    add(document, JsonPointer.empty());
  }

  private void add(JsonNode node, JsonPointer pointer) {
    places.put(pointer.toString(), places.size());
    node.properties()
        .forEach(
            property -> add(property.getValue(), pointer.appendProperty(property.getKey())));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      add(node.get(i), pointer.appendIndex(i));
    }
  }

  /** Those of one value stay as they are. */
  List<Violation> sort(List<Violation> violations) {
    List<Violation> sorted = new ArrayList<>(violations);
    sorted.sort(
        Comparator.comparingInt(
            violation -> places.getOrDefault(violation.pointer(), Integer.MAX_VALUE)));
    return sorted;
  }
}
