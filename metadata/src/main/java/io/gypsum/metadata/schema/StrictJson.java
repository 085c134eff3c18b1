package io.gypsum.metadata.schema;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.metadata.json.DocumentFormat;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ValueNode;

/**
 * Parses JSON in UTF-8 without rounding numbers, within the limits of {@link DocumentFormat}, and refuses duplicate
 * properties.
 */
final class StrictJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(DocumentFormat.FACTORY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .nodeFactory(new ExactNumbers())
          .build();
  private static final int MAX_PROBLEM_CHARS = 300;

  private StrictJson() {}

  /**
   * Parses a text with or without a byte-order mark.
   *
   * @param what the subject of messages, such as {@code the document}
   * @throws GypsumException INVALID, with line and column, if the text is not JSON or exceeds a limit
   */
  static JsonNode parse(byte[] text, String what) {
    String tooLarge = DocumentFormat.sizeProblem(text.length);
    if (tooLarge != null) {
      throw GypsumException.invalid(what + " " + tooLarge);
    }
    String characters = decode(DocumentFormat.withoutByteOrderMark(text), what);
    try {
      JsonNode tree = MAPPER.readTree(characters);
      if (tree.isMissingNode()) {
        throw GypsumException.invalid(what + " is empty: expected JSON");
      }
      return tree;
    } catch (StreamConstraintsException e) {
      throw GypsumException.invalid(
          what + " cannot be read" + position(e) + ": " + DocumentFormat.problem(e));
    } catch (NumberFormatException e) {
      // The exponent is outside the range of an int.
      throw GypsumException.invalid(
          what + " cannot be read: it contains a number that is out of range");
    } catch (JacksonException e) {
      throw GypsumException.invalid(
          what + " is not JSON" + position(e) + ": "
              + Printable.text(problem(e), MAX_PROBLEM_CHARS));
    }
  }

  private static String position(JacksonException e) {
    TokenStreamLocation location = e.getLocation();
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String decode(byte[] text, String what) {
    try {
      // The parser would also detect UTF-16 and UTF-32.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
    } catch (CharacterCodingException e) {
      throw GypsumException.invalid(what + " is not JSON: it is not UTF-8");
    }
  }

  /** Returns the parser's message without its advice on configuring the parser. */
  private static String problem(JacksonException e) {
    return e.getOriginalMessage().replaceAll(", from `[^`]*`|(: enable| require enabling) `.*", "");
  }

  /**
   * Creates integers for numbers with an exponent that are integers beyond the range of a {@code long}, such as {@code
   * 1e30}: the validator does not recognize other nodes as integers.
   */
  private static final class ExactNumbers extends JsonNodeFactory {
    private static final long serialVersionUID = 1;
    private static final int LONG_DIGITS = 18;
    /** Longer numbers keep their exponent, since their digits would use much memory. */
    private static final int MAX_DIGITS = 1000;

    @Override
    public ValueNode numberNode(BigDecimal number) {
      long digits = (long) number.precision() - number.scale();
      boolean isInteger = number.scale() <= 0;
      return isInteger && digits > LONG_DIGITS && digits <= MAX_DIGITS
          ? numberNode(number.toBigIntegerExact())
          : super.numberNode(number);
    }
  }
}
