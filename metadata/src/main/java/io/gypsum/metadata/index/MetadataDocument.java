package io.gypsum.metadata.index;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.gypsum.metadata.json.DocumentFormat;
import io.gypsum.metadata.json.DocumentValues;
import io.gypsum.metadata.text.SearchTerms;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * A JSON document and its search terms by field: the terms of all strings that have a field, as {@link DocumentValues}
 * defines it (metadata.md, section 2).
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

  private static Map<String, Set<String>> read(JsonParser parser) throws MalformedException {
    Map<String, Set<String>> termsByField = new HashMap<>();
    // Numbers, booleans and nulls are stored, but not indexed.
    boolean complete =
        DocumentValues.read(
            parser,
            (field, text) -> SearchTerms.forEach(
                text, termsByField.computeIfAbsent(field, name -> new LinkedHashSet<>())::add));
    if (!complete) {
      throw new MalformedException("not JSON: unexpected end of the document", null);
    }
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
