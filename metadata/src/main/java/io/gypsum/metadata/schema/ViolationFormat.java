package io.gypsum.metadata.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.networknt.schema.Error;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Converts the errors of the validator into {@link Violation}s, with messages of our own. */
final class ViolationFormat {
  private static final int MAX_VALUE_CHARS = 100;
  private static final int MAX_SCHEMA_CHARS = 300;

  private ViolationFormat() {}

  /** Returns the distinct violations in the order of their values in the document; those of one value keep their order. */
  static List<Violation> violations(List<Error> errors, JsonNode document) {
    if (errors.isEmpty()) {
      return List.of();
    }
    Map<String, Integer> positions = new HashMap<>();
    addPositions(document, JsonPointer.empty(), positions);
    return errors.stream()
        .map(ViolationFormat::violation)
        .distinct()
        .sorted(
            Comparator.comparingInt(
                violation -> positions.getOrDefault(violation.pointer(), Integer.MAX_VALUE)))
        .toList();
  }

  private static void addPositions(
      JsonNode node, JsonPointer pointer, Map<String, Integer> positions) {
    positions.put(pointer.toString(), positions.size());
    node.properties()
        .forEach(
            property -> addPositions(
                property.getValue(), pointer.appendProperty(property.getKey()), positions));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      addPositions(node.get(i), pointer.appendIndex(i), positions);
    }
  }

  private static Violation violation(Error error) {
    String pointer = error.getInstanceLocation().toString();
    JsonNode instance = error.getInstanceNode();
    String property = error.getProperty();
    return switch (error.getKeyword()) {
      case "required" -> new Violation(pointer, "the property '" + property + "'", "none");
      case "additionalProperties" -> new Violation(
          pointer + JsonPointer.empty().appendProperty(property), "no such property",
          found(instance == null ? null : instance.get(property)));
      case "oneOf" -> new Violation(
          pointer, "exactly one of the alternatives to match",
          error.getArguments()[0] + " that match");
      default -> new Violation(pointer, expected(error), found(instance));
    };
  }

  private static String expected(Error error) {
    JsonNode schema = error.getSchemaNode();
    return switch (error.getKeyword()) {
      case "type" -> oneOf(schema, ViolationFormat::type);
      case "enum" -> oneOf(schema, ViolationFormat::shortened);
      case "const" -> shortened(schema);
      case "pattern" -> "a string that matches " + schema.asString();
      case "minLength" -> "at least " + count(schema, "character");
      case "maxLength" -> "at most " + count(schema, "character");
      case "minItems" -> "at least " + count(schema, "item");
      case "maxItems" -> "at most " + count(schema, "item");
      case "minProperties" -> "at least " + count(schema, "property");
      case "maxProperties" -> "at most " + count(schema, "property");
      case "minimum" -> "at least " + schema;
      case "maximum" -> "at most " + schema;
      case "exclusiveMinimum" -> "more than " + schema;
      case "exclusiveMaximum" -> "less than " + schema;
      case "multipleOf" -> "a multiple of " + schema;
      case "uniqueItems" -> "distinct items";
      case "contains" -> "an item that matches " + shortened(schema);
      case "not" -> "a value that does not match " + shortened(schema);
      case "false" -> "no value";
      case "format" -> "a string in the format " + schema.asString();
      default -> "a value that matches the schema ("
          + Printable.text(error.getMessage(), MAX_SCHEMA_CHARS) + ")";
    };
  }

  private static String count(JsonNode number, String noun) {
    boolean one = number.isNumber() && number.asDouble() == 1;
    return number + " "
        + (one ? noun : noun.endsWith("y") ? noun.replaceAll("y$", "ies") : noun + "s");
  }

  private static String oneOf(JsonNode alternatives, Function<JsonNode, String> format) {
    if (!alternatives.isArray()) {
      return format.apply(alternatives);
    }
    List<String> all = new ArrayList<>();
    alternatives.forEach(each -> all.add(format.apply(each)));
    return Printable.text(String.join(" or ", all), MAX_SCHEMA_CHARS);
  }

  private static String type(JsonNode type) {
    return switch (type.asString()) {
      case "array" -> "an array";
      case "boolean" -> "true or false";
      case "integer" -> "an integer";
      case "null" -> "null";
      case "number" -> "a number";
      case "object" -> "an object";
      case "string" -> "a string";
      default -> type.asString();
    };
  }

  private static String found(@Nullable JsonNode node) {
    if (node == null) {
      return "nothing";
    }
    if (node.isObject()) {
      return "an object";
    }
    if (node.isArray()) {
      return "an array of " + node.size() + (node.size() == 1 ? " item" : " items");
    }
    return shortened(node);
  }

  private static String shortened(JsonNode node) {
    return Printable.text(node.toString(), MAX_VALUE_CHARS);
  }
}
