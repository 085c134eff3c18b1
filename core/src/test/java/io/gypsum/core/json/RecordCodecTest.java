package io.gypsum.core.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordCodecTest {
  private record Color(String name) implements JsonWritable {
    static Color read(JsonInput in) {
      String name = in.string();
      if (name.equals("none")) {
        throw GypsumException.invalid("'none' is not a color");
      }
      return new Color(name);
    }

    @Override
    public void writeTo(tools.jackson.core.JsonGenerator out) {
      out.writeString(name);
    }
  }

  private record Shape(
      String kind, long size, @Nullable Boolean filled, @Nullable Color color,
      @Nullable List<Long> points, @Nullable Integer angle) {}

  private static final RecordCodec<Shape> CODEC =
      RecordCodec.of(
          Property.required("kind", JsonType.STRING, Shape::kind),
          Property.required("size", JsonType.WHOLE_NUMBER, Shape::size),
          Property.optional("filled", JsonType.BOOLEAN, Shape::filled),
          Property.nullable("color", JsonType.document(Color::read), Shape::color),
          Property.optional("points", JsonType.array(JsonType.WHOLE_NUMBER), Shape::points),
          Property.nullable(
              "angle", JsonType.STRING.as(Integer::valueOf, String::valueOf), Shape::angle),
          Shape::new);
  private static final Shape FULL =
      new Shape("box", 5, true, new Color("red"), List.of(1L, 2L), 90);
  private static final String FULL_TEXT =
      "{\"kind\":\"box\",\"size\":5,\"filled\":true,\"color\":\"red\",\"points\":[1,2],\"angle\":\"90\"}";
  private static final Shape MINIMAL = new Shape("dot", 0, null, null, null, null);

  @Test
  void propertiesAreWrittenInTheOrderOfDeclaration() {
    assertThat(text(FULL)).isEqualTo(FULL_TEXT);
  }

  @Test
  void nullIsWrittenAsAbsence() {
    assertThat(text(MINIMAL)).isEqualTo("{\"kind\":\"dot\",\"size\":0}");
  }

  @Test
  void aRequiredPropertyThatIsNullIsNotWritten() {
    RecordCodec<String> codec =
        RecordCodec.of(Property.required("x", JsonType.STRING, text -> null), text -> text);
    assertThatIllegalStateException()
        .isThrownBy(() -> JsonOutput.text(out -> codec.write("", out)))
        .withMessage("the required property 'x' is null");
  }

  @Test
  void whatIsWrittenIsRead() {
    assertThat(read(FULL_TEXT)).isEqualTo(FULL);
    assertThat(read(text(MINIMAL))).isEqualTo(MINIMAL);
  }

  @Test
  void theOrderIsFreeAndUnknownPropertiesAreIgnored() {
    assertThat(
        read("{\"x\":{\"kind\":1},\"size\":0,\"y\":[null],\"kind\":\"dot\",\"z\":null}"))
        .isEqualTo(MINIMAL);
  }

  @Test
  void onlyANullablePropertyMayBeNull() {
    assertThat(read("{\"kind\":\"dot\",\"size\":0,\"color\":null,\"angle\":null}"))
        .isEqualTo(MINIMAL);
  }

  static Stream<List<String>> wrongDocuments() {
    return Stream.of(
        List.of("[]", "at the top: expected an object, found an array"),
        List.of("{}", "at the top: property 'kind' is missing"),
        List.of("{\"kind\":\"dot\"}", "at the top: property 'size' is missing"),
        List.of("{\"size\":1}", "at the top: property 'kind' is missing"),
        List.of("{\"kind\":null}", "at '/kind': expected a string, found null"),
        List.of("{\"filled\":null}", "at '/filled': expected true or false, found null"),
        List.of(
            "{\"size\":1.5}", "at '/size': expected a whole number of at most 64 bits, found 1.5"),
        List.of("{\"points\":[1,\"x\"]}", "at '/points/1': expected a number, found a string"),
        List.of("{\"color\":\"none\"}", "at '/color': 'none' is not a color"),
        List.of("{\"kind\":\"a\",\"kind\":\"b\"}", "Duplicate Object property \"kind\""));
  }

  @ParameterizedTest
  @MethodSource("wrongDocuments")
  void aWrongDocumentIsReportedWithItsProperty(List<String> textAndMessage) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> read(textAndMessage.get(0)))
        .withMessageContaining(textAndMessage.get(1));
  }

  @Test
  void recordsOfOneToFivePropertiesAreRead() {
    Property<Object, String> a = Property.required("a", JsonType.STRING, o -> "");
    Property<Object, String> b = Property.required("b", JsonType.STRING, o -> "");
    Property<Object, String> c = Property.required("c", JsonType.STRING, o -> "");
    Property<Object, String> d = Property.required("d", JsonType.STRING, o -> "");
    Property<Object, String> e = Property.required("e", JsonType.STRING, o -> "");
    List<RecordCodec<Object>> codecs =
        List.of(
            RecordCodec.of(a, List::of), RecordCodec.of(a, b, List::of),
            RecordCodec.of(a, b, c, List::of), RecordCodec.of(a, b, c, d, List::of),
            RecordCodec.of(a, b, c, d, e, List::of));
    String text = "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\",\"d\":\"4\",\"e\":\"5\"}";
    List<String> values = List.of("1", "2", "3", "4", "5");
    for (int i = 0; i < codecs.size(); i++) {
      assertThat(JsonInput.read(text.getBytes(StandardCharsets.UTF_8), codecs.get(i)::read))
          .isEqualTo(values.subList(0, i + 1));
    }
  }

  @Test
  void aTypeForReadingOnlyIsNotWritten() {
    JsonType<String> type = JsonType.readOnly(JsonInput::string);
    assertThatThrownBy(() -> JsonOutput.text(out -> type.writer().accept(out, "x")))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', nullValues = "-", value = {
      "{\"b\":1};-", "{};-", "{\"a\":\"x\"};x", "{\"b\":{\"a\":\"y\"},\"a\":\"x\",\"c\":[]};x"})
  void onePropertyOfAnObjectIsRead(String text, @Nullable String value) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(JsonInput.<@Nullable String>read(bytes, in -> in.property("a", JsonInput::string)))
        .isEqualTo(value);
    if (value == null) {
      assertThatExceptionOfType(MalformedJsonException.class)
          .isThrownBy(
              () -> JsonInput.read(bytes, in -> in.requiredProperty("a", JsonInput::string)))
          .withMessage("at the top: property 'a' is missing");
    } else {
      assertThat(
          JsonInput.<String>read(bytes, in -> in.requiredProperty("a", JsonInput::string)))
          .isEqualTo(value);
    }
  }

  private static Shape read(String text) {
    return JsonInput.read(text.getBytes(StandardCharsets.UTF_8), CODEC::read);
  }

  private static String text(Shape shape) {
    return JsonOutput.text(out -> CODEC.write(shape, out));
  }

  private record Event(Instant time) {}

  private static final RecordCodec<Event> EVENT =
      RecordCodec.of(
          Property.required("time", JsonType.EPOCH_SECONDS, Event::time), Event::new);

  @Test
  void timesAreSecondsSince1970() {
    byte[] text =
        JsonOutput.bytes(
            out -> EVENT.write(new Event(Instant.parse("2026-11-30T16:00:00.999Z")), out));
    assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("{\"time\":1796054400}");
    assertThat(JsonInput.read(text, EVENT::read).time())
        .isEqualTo(Instant.parse("2026-11-30T16:00:00Z"));
  }

  @Test
  void aTimeOutOfRangeIsMalformed() {
    byte[] text = "{\"time\":9223372036854775807}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> JsonInput.read(text, EVENT::read))
        .hasMessageContaining("out of range");
  }
}
