package io.gypsum.core.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import tools.jackson.core.JsonGenerator;

/**
 * How the values of one Java type are read from JSON and written to it. A JSON {@code null} is not a value of any type;
 * whether a property may be null is up to {@link RecordCodec.Property}.
 *
 * @param reader reads exactly one value at the current position of the input
 * @param writer writes exactly one value
 */
public record JsonType<V>(Function<JsonInput, V> reader, BiConsumer<JsonGenerator, V> writer) {
  public static final JsonType<String> STRING =
      new JsonType<>(JsonInput::string, (out, value) -> out.writeString(value));
  public static final JsonType<Boolean> BOOLEAN =
      new JsonType<>(JsonInput::bool, (out, value) -> out.writeBoolean(value));
  /** Numbers without a fraction that fit into 64 bits. */
  public static final JsonType<Long> WHOLE_NUMBER =
      new JsonType<>(JsonInput::wholeNumber, (out, value) -> out.writeNumber(value));
  /** Times as seconds since 1970; fractions of a second are not written. */
  public static final JsonType<Instant> EPOCH_SECONDS =
      WHOLE_NUMBER.as(JsonType::instant, Instant::getEpochSecond);

  private static Instant instant(long seconds) {
    try {
      return Instant.ofEpochSecond(seconds);
    } catch (DateTimeException e) {
      throw GypsumException.invalid("the time is out of range: " + seconds + " seconds since 1970");
    }
  }

  /** A document or a part of one, which writes itself. */
  public static <V extends JsonWritable> JsonType<V> document(Function<JsonInput, V> reader) {
    return new JsonType<>(reader, (out, value) -> value.writeTo(out));
  }

  /** A type for reading only; writing throws {@link UnsupportedOperationException}. */
  public static <V> JsonType<V> readOnly(Function<JsonInput, V> reader) {
    return new JsonType<>(reader, (out, value) -> {
      throw new UnsupportedOperationException("this JSON type is for reading only");
    });
  }

  /** Arrays of {@code item}. */
  public static <V> JsonType<List<V>> array(JsonType<V> item) {
    return new JsonType<>(in -> in.array(item.reader), (out, values) -> {
      out.writeStartArray();
      values.forEach(value -> item.writer.accept(out, value));
      out.writeEndArray();
    });
  }

  /**
   * Values that are written as those of this type.
   *
   * @param parse throws a {@link GypsumException} when a value is invalid
   */
  public <W> JsonType<W> as(Function<V, W> parse, Function<W, V> format) {
    return new JsonType<>(
        in -> parse.apply(reader.apply(in)),
        (out, value) -> writer.accept(out, format.apply(value)));
  }
}
