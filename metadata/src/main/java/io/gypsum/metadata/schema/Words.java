package io.gypsum.metadata.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import com.networknt.schema.Error;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Tells what the validator has found in our words. */
final class Words {
  private static final int MAX_VALUE_CHARS = 100;
  private static final int MAX_SCHEMA_CHARS = 300;

  private Words() {}

  static Violation violation(Error error) {
    String pointer = error.getInstanceLocation().toString();
    JsonNode instance = error.getInstanceNode();
    String property = error.getProperty();
    return switch (error.getKeyword()) {
      case "required" -> new Violation(pointer, "the property '" + property + "'", "none");
      case "additionalProperties" -> new Violation(
          pointer + JsonPointer.empty().appendProperty(property), "no such property",
          found(instance == null ? null : instance.get(property)));
      case "oneOf" -> new Violation(
          pointer, "exactly one of the alternatives to fit", error.getArguments()[0] + " that fit");
      default -> new Violation(pointer, expected(error), found(instance));
    };
  }

  private static String expected(Error error) {
    JsonNode wanted = error.getSchemaNode();
    return switch (error.getKeyword()) {
      case "type" -> oneOf(wanted, Words::kind);
      case "enum" -> oneOf(wanted, Words::cut);
      case "const" -> cut(wanted);
      case "pattern" -> "a text that matches " + wanted.asString();
      case "minLength" -> "at least " + wanted + " characters";
      case "maxLength" -> "at most " + wanted + " characters";
      case "minItems" -> "at least " + wanted + " items";
      case "maxItems" -> "at most " + wanted + " items";
      case "minProperties" -> "at least " + wanted + " properties";
      case "maxProperties" -> "at most " + wanted + " properties";
      case "minimum" -> "at least " + wanted;
      case "maximum" -> "at most " + wanted;
      case "exclusiveMinimum" -> "more than " + wanted;
      case "exclusiveMaximum" -> "less than " + wanted;
      case "multipleOf" -> "a multiple of " + wanted;
      case "uniqueItems" -> "no item twice";
      case "contains" -> "an item that fits " + cut(wanted);
      case "not" -> "something that does not fit " + cut(wanted);
      case "false" -> "nothing";
      case "format" -> "a text of the form " + wanted.asString();
      default -> "something that fits (it " + Printable.text(error.getMessage(), MAX_SCHEMA_CHARS)
          + ")";
    };
  }

  private static String oneOf(
      JsonNode wanted, Function<JsonNode, String> words) {
    if (!wanted.isArray()) {
      return words.apply(wanted);
    }
    List<String> all = new ArrayList<>();
    wanted.forEach(each -> all.add(words.apply(each)));
    return Printable.text(String.join(" or ", all), MAX_SCHEMA_CHARS);
  }

  private static String kind(JsonNode type) {
    return switch (type.asString()) {
      case "array" -> "an array";
      case "boolean" -> "true or false";
      case "integer" -> "a whole number";
      case "null" -> "null";
      case "number" -> "a number";
      case "object" -> "an object";
      case "string" -> "a text";
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
    return cut(node);
  }

  private static String cut(JsonNode node) {
    return Printable.text(node.toString(), MAX_VALUE_CHARS);
  }
}
