package io.gypsum.core.json;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Reads one JSON document as a stream, without building a tree. Accepts strict UTF-8 JSON: no byte-order mark, no
 * comments, no {@code NaN}, no repeated property in one object.
 *
 * <pre>{@code
 * in.beginObject();
 * for (String name = in.nextName(); name != null; name = in.nextName()) {
 *   switch (name) {
 *     case "total" -> total = in.wholeNumber();
 *     default -> in.skip();
 *   }
 * }
 * }</pre>
 *
 * <p>Every method throws {@link MalformedJsonException} when the document is not as expected. When its stream fails with an
 * {@link java.io.IOException}, the method throws {@link UncheckedIOException}; a {@link GypsumException} of the stream is
 * passed on unless its kind is INVALID. Not thread-safe.
 */
public final class JsonInput {
  /** Maximum number of digits of a number. */
  private static final int MAX_NUMBER_LENGTH = 100;
  private static final int MAX_DEPTH = 100;
  private static final int MAX_STRING_CHARS = 1_000_000;
  private static final int MAX_NAME_CHARS = 50_000;
  /** Far more than any number of the REST API needs; converting a number with a larger exponent could exhaust memory. */
  private static final int MAX_EXPONENT = 40;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxStringLength(MAX_STRING_CHARS)
                  .maxNameLength(MAX_NAME_CHARS)
                  .build())
          // A table of names does not pay off for the many paths of a manifest, and large manifests can overflow it.
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          // If a property is repeated, different readers could use different values.
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();
  private static final Consumer<String> NO_REPORT = problem -> {};
  private static final Pattern PARSER_ADVICE =
      Pattern.compile(", from `[^`]*`|(: enable| require enabling) `.*");

  /** Writes copies of values in ASCII, since a value may contain unpaired surrogates, which UTF-8 cannot encode. */
  private static final JsonFactory COPY_FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final JsonParser parser;
  /** The position of the document in a larger one, as a JSON pointer. */
  private final String position;
  private final Consumer<String> ignoredProblems;

  private JsonInput(JsonParser parser, String position, Consumer<String> ignoredProblems) {
    this.parser = parser;
    this.position = position;
    this.ignoredProblems = ignoredProblems;
  }

  /**
   * Reads the whole of {@code text} as one document.
   *
   * @throws MalformedJsonException when the document is malformed or something follows it
   */
  public static <T> T read(byte[] text, Function<JsonInput, T> document) {
    return read(new ByteArrayInputStream(text), document);
  }

  /**
   * Reads a copy that {@link #copy} returned.
   *
   * @param position of the value in its document, as a JSON pointer, for messages
   * @throws MalformedJsonException when the value is malformed
   */
  public static <T> T readCopy(String copy, String position, Function<JsonInput, T> value) {
    byte[] text = copy.getBytes(StandardCharsets.US_ASCII);
    return read(new JsonInput(parser(new ByteArrayInputStream(text)), position, NO_REPORT), value);
  }

  /**
   * Reads the whole of {@code text} as one document, without buffering it. {@code text} is never closed.
   *
   * @throws MalformedJsonException when the document is malformed or something follows it
   * @throws UncheckedIOException when {@code text} fails
   */
  public static <T> T read(InputStream text, Function<JsonInput, T> document) {
    return read(text, document, NO_REPORT);
  }

  /**
   * Like {@link #read(InputStream, Function)}, and reports what {@link #readable} ignores.
   *
   * @param ignoredProblems receives why a value was ignored, with its position
   */
  public static <T> T read(
      InputStream text, Function<JsonInput, T> document, Consumer<String> ignoredProblems) {
    return read(new JsonInput(parser(text), "", ignoredProblems), document);
  }

  private static <T> T read(JsonInput in, Function<JsonInput, T> document) {
    try (in.parser) {
      return in.checked(() -> in.whole(document));
    }
  }

  static JsonInput open(InputStream text) {
    return new JsonInput(parser(text), "", NO_REPORT);
  }

  private static JsonParser parser(InputStream text) {
    // The decoder is strict; the parser itself would also accept UTF-16 and UTF-32.
    Reader reader = new InputStreamReader(text, StandardCharsets.UTF_8.newDecoder());
    return FACTORY.createParser(ObjectReadContext.empty(), reader);
  }

  private <T> T whole(Function<JsonInput, T> document) {
    advance();
    T result = document.apply(this);
    requireEnd();
    return result;
  }

  void requireEnd() {
    if (parser.nextToken() != null) {
      throw malformed("unexpected content after the JSON document");
    }
  }

  void close() {
    parser.close();
  }

  /** Returns the result of {@code reading}, and translates failures of the parser. */
  <T> T checked(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (StreamConstraintsException e) {
      throw malformed("over a limit: " + problem(e));
    } catch (StreamReadException e) {
      throw new MalformedJsonException(
          "not JSON at line " + e.getLocation().getLineNr() + ", column "
              + e.getLocation().getColumnNr() + ": " + problem(e));
    } catch (JacksonIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw malformed("the text after this position is not UTF-8");
      }
      throw new UncheckedIOException(e.getCause());
    } catch (GypsumException e) {
      // A name or path in the document is invalid; its position is added to the message.
      throw malformed(invalid(e).reason());
    }
  }

  /** Returns {@code problem} if the document is invalid; throws it if the stream failed. */
  private static GypsumException invalid(GypsumException problem) {
    if (problem.kind() != GypsumException.Kind.INVALID) {
      throw problem;
    }
    return problem;
  }

  /** Returns the parser's message without its advice on configuring the parser. */
  private static String problem(JacksonException e) {
    return PARSER_ADVICE.matcher(e.getOriginalMessage()).replaceAll("");
  }

  public void beginObject() {
    expect(JsonToken.START_OBJECT, "an object");
  }

  /** Returns the name of the next property of the current object, or null at its end. The value must be read or skipped next. */
  public @Nullable String nextName() {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.END_OBJECT) {
      return null;
    }
    String name = parser.currentName();
    advance();
    return name;
  }

  /**
   * Reads an object whose property names are data, like the keys of a map.
   *
   * @param value is called with each name, and must read or skip the value
   */
  public void forEachProperty(Consumer<String> value) {
    beginObject();
    for (String name = nextName(); name != null; name = nextName()) {
      value.accept(name);
    }
  }

  /** Reads an object and returns the value of one property, or null if it is absent. Skips all others. */
  public <T> @Nullable T property(String property, Function<JsonInput, T> value) {
    @Nullable T found = null;
    beginObject();
    for (String name = nextName(); name != null; name = nextName()) {
      if (name.equals(property)) {
        found = value.apply(this);
      } else {
        skip();
      }
    }
    return found;
  }

  /** Like {@link #property}, but the property must exist. */
  public <T> T requiredProperty(String property, Function<JsonInput, T> value) {
    return required(property(property, value), property);
  }

  public void beginArray() {
    expect(JsonToken.START_ARRAY, "an array");
  }

  /** Returns whether the current array has another item, which must be read or skipped next. */
  public boolean nextItem() {
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  public <T> List<T> array(Function<JsonInput, T> item) {
    beginArray();
    List<T> items = new ArrayList<>();
    while (nextItem()) {
      items.add(item.apply(this));
    }
    return items;
  }

  /** Reads a string. Rejects unpaired surrogates, which escapes can contain but UTF-8 cannot encode. */
  public String string() {
    expect(JsonToken.VALUE_STRING, "a string");
    String string = parser.getString();
    if (hasHalfPair(string)) {
      throw malformed("the string contains an unpaired surrogate, which UTF-8 cannot encode");
    }
    return string;
  }

  public boolean bool() {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw expected("true or false");
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** Reads a number in any form ({@code 10}, {@code 10.0}, {@code 1e1}). */
  public BigDecimal number() {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      throw expected("a number");
    }
    BigDecimal number;
    try {
      number = parser.getDecimalValue();
    } catch (NumberFormatException e) {
      // The exponent is outside the range of an int.
      throw malformed("the number is out of range");
    }
    if (Math.abs((long) number.precision() - number.scale()) > MAX_EXPONENT) {
      if (number.signum() == 0) {
        return BigDecimal.ZERO;
      }
      throw malformed("the number is out of range");
    }
    return number;
  }

  /** Reads a number in any form that has no fraction and fits into 64 bits. */
  public long wholeNumber() {
    BigDecimal number = number();
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      throw malformed("expected a whole number of at most 64 bits, found " + number);
    }
  }

  /**
   * Reads any value and returns it as compact JSON in ASCII, with its properties in their order; {@link #readCopy} reads it
   * again.
   */
  public String copy() {
    StringWriter copy = new StringWriter();
    try (JsonGenerator generator = COPY_FACTORY.createGenerator(ObjectWriteContext.empty(), copy)) {
      generator.copyCurrentStructureExact(parser);
    } catch (NumberFormatException e) {
      throw malformed("the number is out of range");
    }
    return copy.toString();
  }

  /** Returns whether the current value is {@code null}; if so, consumes it. */
  public boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  public void skip() {
    parser.skipChildren();
  }

  /**
   * Reads one value, and continues after it even if it is invalid: when {@code value} throws {@link
   * MalformedJsonException} or an INVALID {@link GypsumException}, the rest of the value is skipped, and {@code
   * otherwise} is called with the problem and returns the result. Text that is not JSON still fails the whole document.
   */
  public <T> T recovering(Function<JsonInput, T> value, Function<String, T> otherwise) {
    int depth = parser.streamReadContext().getNestingDepth()
        - (parser.currentToken().isStructStart() ? 1 : 0);
    try {
      return value.apply(this);
    } catch (MalformedJsonException e) {
      return skipTo(depth, otherwise.apply(e.problem()));
    } catch (GypsumException e) {
      return skipTo(depth, otherwise.apply("at " + where() + ": " + invalid(e).reason()));
    }
  }

  /**
   * Reads a value of a stored document that need not follow the rules for requests. Returns null if it is null
   * or invalid; an invalid one is reported to the reader of the document.
   */
  public <T> @Nullable T readable(Function<JsonInput, T> value) {
    return isNull() ? null : recovering(value, problem -> {
      ignoredProblems.accept(problem);
      return null;
    });
  }

  private <T> T skipTo(int depth, T result) {
    while (parser.streamReadContext().getNestingDepth() > depth) {
      if (parser.nextToken() == null) {
        throw new MalformedJsonException("the JSON document ends early");
      }
    }
    return result;
  }

  /** Returns an exception about the value that was read last. */
  public MalformedJsonException malformed(String problem) {
    return new MalformedJsonException("at " + where() + ": " + problem);
  }

  /** Returns an exception about a missing property of the object that was read last. */
  public MalformedJsonException missing(String property) {
    return malformed("property '" + property + "' is missing");
  }

  /** Returns {@code value}, a property of the object that was read last, and throws if it is missing. */
  public <T> T required(@Nullable T value, String property) {
    if (value == null) {
      throw missing(property);
    }
    return value;
  }

  void advance() {
    if (parser.nextToken() == null) {
      throw new MalformedJsonException("expected a JSON document, found nothing");
    }
  }

  private void expect(JsonToken token, String what) {
    if (parser.currentToken() != token) {
      throw expected(what);
    }
  }

  private static boolean hasHalfPair(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private MalformedJsonException expected(String what) {
    return malformed("expected " + what + ", found " + found());
  }

  private String found() {
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NULL -> "null";
      case NOT_AVAILABLE, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT -> token.name();
    };
  }

  private String where() {
    String pointer = position + parser.streamReadContext().pathAsPointer();
    return pointer.isEmpty()
        ? "the top"
        : "'" + (pointer.length() > 200 ? pointer.substring(0, 200) + "…" : pointer) + "'";
  }
}
