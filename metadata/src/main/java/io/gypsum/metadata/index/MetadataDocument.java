package io.gypsum.metadata.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.gypsum.metadata.json.DocumentFormat;
import io.gypsum.metadata.text.SearchTerms;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * A JSON document and its search terms by field. All strings are indexed; their field consists of the names of the
 * enclosing properties, joined with {@code .}; the items of an array share the array's field. Strings outside of all
 * properties have no field and are not indexed (metadata.md, section 2).
 */
final class MetadataDocument {
  private final byte[] json;
  private final Map<String, Set<String>> termsByField;

  private MetadataDocument(byte[] json, Map<String, Set<String>> termsByField) {
    this.json = json;
    this.termsByField = termsByField;
  }

  /** Thrown if a text is not a JSON document. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    /** Returns what is wrong, for messages. */
    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** @param text in UTF-8, with or without a byte-order mark */
  static MetadataDocument parse(byte[] text) throws MalformedException {
    requireUtf8(text);
    byte[] json = DocumentFormat.withoutByteOrderMark(text);
    try (JsonParser parser = DocumentFormat.FACTORY.createParser(ObjectReadContext.empty(), json)) {
      Map<String, Set<String>> termsByField = read(parser);
      if (parser.nextToken() != null) {
        throw new MalformedException("not JSON: unexpected text after the document", null);
      }
      return new MetadataDocument(json, termsByField);
    } catch (StreamConstraintsException e) {
      throw new MalformedException(DocumentFormat.problem(e), e);
    } catch (JacksonException e) {
      throw new MalformedException(
          "not JSON: " + e.getOriginalMessage() + " at line " + e.getLocation().getLineNr()
              + ", column " + e.getLocation().getColumnNr(),
          e);
    }
  }

  /** The parser would also detect UTF-16 and UTF-32, by zero bytes at the start. */
  private static void requireUtf8(byte[] text) throws MalformedException {
    for (int i = 0; i < Math.min(4, text.length); i++) {
      if (text[i] == 0) {
        throw new MalformedException("not JSON in UTF-8: the text starts with a zero byte", null);
      }
    }
  }

  /** Reads one JSON value without recursion, so that nesting does not use the stack. */
  private static Map<String, Set<String>> read(JsonParser parser) throws MalformedException {
    Map<String, Set<String>> termsByField = new HashMap<>();
    // The field of the values at each depth; null outside of all properties.
    @Nullable String[] fields = new @Nullable String[16];
    int depth = 0;
    @Nullable String current = null;
    do {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new MalformedException("not JSON: unexpected end of the document", null);
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
        case VALUE_STRING -> {
          if (current != null) {
            SearchTerms.forEach(
                parser.getString(),
                termsByField.computeIfAbsent(current, field -> new LinkedHashSet<>())::add);
          }
        }
        default -> {
          // Numbers, booleans and nulls are stored, but not indexed.
        }
      }
    } while (depth > 0);
    return termsByField;
  }

  /** Returns the document as it was written, without a byte-order mark; callers must not modify the array. */
  byte[] json() {
    return json;
  }

  /** Returns the distinct terms of each field; fields without terms may be contained or missing. */
  Map<String, Set<String>> termsByField() {
    return termsByField;
  }
}
