package io.gypsum.metadata.schema;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a JSON text, with or without a byte-order mark, exactly: no number is rounded, no property is there twice. */
final class JsonText {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .nodeFactory(new ExactNumbers())
          .build();
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int MAX_COMPLAINT_CHARS = 300;

  private JsonText() {}

  /**
   * @param what it is, for the failure: {@code the document}
   * @throws GypsumException INVALID, with line and column, when it is not JSON
   */
  static JsonNode parse(byte[] text, String what) {
    CharBuffer characters = decode(text, what);
    if (characters.hasRemaining() && characters.get(characters.position()) == BYTE_ORDER_MARK) {
      characters.get();
    }
    try {
      JsonNode tree = MAPPER.readTree(characters.toString());
      if (tree.isMissingNode()) {
        throw GypsumException.invalid(what + " is empty: expected JSON");
      }
      return tree;
    } catch (JacksonException e) {
      TokenStreamLocation where = e.getLocation();
      throw GypsumException.invalid(
          what + " is not JSON"
              + (where == null
                  ? ""
                  : " at line " + where.getLineNr() + ", column " + where.getColumnNr())
              + ": " + Printable.text(complaint(e), MAX_COMPLAINT_CHARS));
    }
  }

  private static CharBuffer decode(byte[] text, String what) {
    try {
      // A strict decoder of our own: the parser would guess UTF-16 and UTF-32 as well.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw GypsumException.invalid(what + " is not JSON: it is not UTF-8");
    }
  }

  /** What the parser says, without its advice on how to set up a parser. */
  private static String complaint(JacksonException e) {
    return e.getOriginalMessage().replaceAll(", from `[^`]*`|(: enable| require enabling) `.*", "");
  }
}
