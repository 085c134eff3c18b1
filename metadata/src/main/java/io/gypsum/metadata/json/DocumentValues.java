package io.gypsum.metadata.json;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the values of a document with their fields. The field of a value consists of the names of the enclosing properties,
 * joined with {@code .}; the items of an array have the field of the array. Values outside of all properties have no field
 * and are skipped (metadata.md, section 2).
 */
public final class DocumentValues {
  private DocumentValues() {}

  /** Receives the values of a document in order; those of other types are skipped. */
  public interface Visitor {
    void onText(String field, String text);

    /** @param text the number as it is written */
    default void onNumber(String field, String text) {}

    default void onBoolean(String field, boolean value) {}

    /** Returns whether the rest of the document is not required. */
    default boolean isDone() {
      return false;
    }
  }

  /**
   * Reads one JSON value without recursion, so that nesting does not use the stack.
   *
   * @return false if the text ends before the value
   */
  public static boolean read(JsonParser parser, Visitor visitor) {
    // The field of the values at each depth; null outside of all properties.
    @Nullable String[] fields = new @Nullable String[16];
    int depth = 0;
    @Nullable String current = null;
    do {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return false;
      }
      switch (token) {
        case START_OBJECT, START_ARRAY -> {
          if (depth == fields.length) {
            fields = Arrays.copyOf(fields, 2 * depth);
          }
          fields[depth++] = current;
        }
        case END_OBJECT, END_ARRAY -> {
          depth--;
          current = depth == 0 ? null : fields[depth - 1];
        }
        case PROPERTY_NAME -> {
          String above = fields[depth - 1];
          current = above == null ? parser.currentName() : above + "." + parser.currentName();
        }
        default -> {
          if (current != null) {
            pass(token, current, parser, visitor);
          }
        }
      }
    } while (depth > 0 && !visitor.isDone());
    return true;
  }

  private static void pass(JsonToken token, String field, JsonParser parser, Visitor visitor) {
    switch (token) {
      case VALUE_STRING -> visitor.onText(field, parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> visitor.onNumber(field, parser.getString());
      case VALUE_TRUE, VALUE_FALSE -> visitor.onBoolean(field, token == JsonToken.VALUE_TRUE);
      default -> {
        // null has no value.
      }
    }
  }
}
