package io.gypsum.metadata.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.gypsum.metadata.text.Tokens;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * A JSON document and what it is found by: every string in it, by its field. A field is the keys that lead to it, joined
 * with {@code .}; the items of an array share the array's. A string that no key leads to has no field and is not found
 * (metadata.md, section 2).
 */
final class MetadataDocument {
  /** Deepest nesting: what SQLite takes. */
  static final int MAX_DEPTH = 1000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          // Keys may be data, and honest ones can overflow the table.
          .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final byte[] json;
  private final Map<String, Set<String>> tokensByField;

  private MetadataDocument(byte[] json, Map<String, Set<String>> tokensByField) {
    this.json = json;
    this.tokensByField = tokensByField;
  }

  /** The text is not a JSON document. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    /** What is wrong, in words. */
    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** @param text UTF-8, perhaps after a byte-order mark */
  static MetadataDocument parse(byte[] text) throws MalformedException {
    requireUtf8(text);
    byte[] json =
        startsWithMark(text) ? Arrays.copyOfRange(text, BYTE_ORDER_MARK.length, text.length) : text;
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      Map<String, Set<String>> tokensByField = read(parser);
      if (parser.nextToken() != null) {
        throw new MalformedException("not JSON: something follows the document", null);
      }
      return new MetadataDocument(json, tokensByField);
    } catch (StreamConstraintsException e) {
      throw new MalformedException(
          "nested deeper than the " + MAX_DEPTH + " levels that can be indexed", e);
    } catch (JacksonException e) {
      throw new MalformedException(
          "not JSON: " + e.getOriginalMessage() + " at line " + e.getLocation().getLineNr()
              + ", column " + e.getLocation().getColumnNr(),
          e);
    }
  }

  /** The parser would guess UTF-16 and UTF-32 as well, by zeros where JSON has none. */
  private static void requireUtf8(byte[] text) throws MalformedException {
    for (int i = 0; i < Math.min(4, text.length); i++) {
      if (text[i] == 0) {
        throw new MalformedException("not JSON in UTF-8: it begins with a zero byte", null);
      }
    }
  }

  private static boolean startsWithMark(byte[] text) {
    return text.length >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            text, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0,
            BYTE_ORDER_MARK.length);
  }

  /** One JSON value; nested ones are not recursed into, so depth costs no stack. */
  private static Map<String, Set<String>> read(JsonParser parser) throws MalformedException {
    Map<String, Set<String>> tokensByField = new HashMap<>();
    // At each depth: the field of what is in there, null while no key leads to it.
    @Nullable String[] fields = new @Nullable String[16];
    int depth = 0;
    @Nullable String current = null;
    do {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new MalformedException("not JSON: the document ends early", null);
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
            Tokens.forEach(
                parser.getString(),
                tokensByField.computeIfAbsent(current, field -> new LinkedHashSet<>())::add);
          }
        }
        default -> {
          // Numbers, booleans and nulls are kept, not indexed.
        }
      }
    } while (depth > 0);
    return tokensByField;
  }

  /** The document as it was written, without a byte-order mark; not to be changed. */
  byte[] json() {
    return json;
  }

  /** A field without tokens may or may not be in it. */
  Map<String, Set<String>> tokensByField() {
    return tokensByField;
  }
}
