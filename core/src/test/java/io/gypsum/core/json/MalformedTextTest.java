package io.gypsum.core.json;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Malformed or unexpected JSON texts and their error messages. */
class MalformedTextTest {
  private static final String USAGE = "{\"total\":12}";

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
      ``                          | expected a JSON document, found nothing
      ` `                         | expected a JSON document, found nothing
      {                           | not JSON at line 1, column 2
      {"total"                    | not JSON at line 1
      {"total":                   | not JSON at line 1
      {"total":12                 | not JSON at line 1
      {"total":12}}               | not JSON at line 1, column 13
      {"total":12]                | not JSON at line 1
      {"total":12} x              | not JSON at line 1
      {"total":12} {}             | unexpected content after the JSON document
      {"total":12},               | not JSON at line 1
      {"total":12,}               | not JSON at line 1
      {"total" 12}                | not JSON at line 1
      {'total':12}                | not JSON at line 1, column 2
      {total:12}                  | not JSON at line 1, column 2
      {"total":12 /* why */}      | not JSON at line 1
      {"total":12} # why          | not JSON at line 1
      {"total":NaN}               | Non-standard token 'NaN'
      {"total":Infinity}          | Non-standard token 'Infinity'
      {"total":-Infinity}         | Non-standard token '-Infinity'
      {"total":+1}                | not JSON at line 1
      {"total":01}                | not JSON at line 1
      {"total":.5}                | not JSON at line 1
      {"total":5.}                | not JSON at line 1
      {"total":0x10}              | not JSON at line 1
      {"total":1e}                | not JSON at line 1
      {"total":--1}               | not JSON at line 1
      {"total":tru}               | Unrecognized token 'tru'
      {"x":"\\x"}                 | not JSON at line 1
      {"x":"\\u12"}               | not JSON at line 1
      {"total":1,"total":1}       | Duplicate Object property "total"
      {"x":{"y":1,"y":1}}         | Duplicate Object property "y"
      {"x":[1,2}                  | not JSON at line 1
      {"😀":😀}                   | not JSON at line 1, column 7
      """)
  void aTextThatIsNoJsonIsRefusedWhereItGoesWrong(String text, String message) {
    assertRefused(text.getBytes(StandardCharsets.UTF_8), message);
  }

  @Test
  void theLineIsCounted() {
    assertRefused(
        "{\n \"total\":\r\n x}".getBytes(StandardCharsets.UTF_8), "not JSON at line 3, column 2");
  }

  @Test
  void rawControlCharactersAreRefused() {
    for (char c = 0; c < ' '; c++) {
      assertRefused(
          ("{\"total" + c + "\":12}").getBytes(StandardCharsets.UTF_8), "not JSON at line 1");
      assertRefused(("{\"x\":\"" + c + "\"}").getBytes(StandardCharsets.UTF_8), "not JSON at line");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
  void otherEncodingsAreRefused(String encoding) {
    assertRefused(USAGE.getBytes(Charset.forName(encoding)), "");
  }

  @Test
  void aByteOrderMarkIsRefused() {
    assertRefused(("\uFEFF" + USAGE).getBytes(StandardCharsets.UTF_8), "code 65279 / 0xfeff");
  }

  @ParameterizedTest
  @CsvSource({
      "ff,no start byte", "80,a lone continuation", "c3,cut", "c328,a wrong continuation",
      "c0af,an overlong slash",
      "c080,an overlong NUL", "e08080,overlong in three bytes", "eda080,a surrogate",
      "edbfbf,a surrogate",
      "f0808080,overlong in four bytes", "f4908080,beyond Unicode", "f888808080,five bytes",
      "e282,cut"})
  void badUtf8IsRefusedWhereverItIs(String hex, String why) {
    byte[] bad = HexFormat.of().parseHex(hex);
    for (String around : List
        .of(
            "?", "{\"total?\":12}", "{\"x\":\"?\"}", "{\"total\":12}?", "{\"x\":[\"a\",\"?\"]}",
            "{\"total\":?}")) {
      String[] parts = around.split("\\?", -1);
      byte[] head = parts[0].getBytes(StandardCharsets.UTF_8);
      byte[] tail = parts[1].getBytes(StandardCharsets.UTF_8);
      byte[] text = new byte[head.length + bad.length + tail.length];
      System.arraycopy(head, 0, text, 0, head.length);
      System.arraycopy(bad, 0, text, head.length, bad.length);
      System.arraycopy(tail, 0, text, head.length + bad.length, tail.length);
      assertThatExceptionOfType(MalformedJsonException.class).as(why + " in " + around)
          .isThrownBy(() -> JsonInput.read(text, Usage::read))
          .withMessageContaining("not UTF-8");
    }
  }

  @Test
  void deepNestingIsRefused() {
    for (String open : List.of("[", "{\"x\":")) {
      assertRefused(
          ("{\"x\":" + open.repeat(1_000_000)).getBytes(StandardCharsets.UTF_8),
          "over a limit: Document nesting depth (101) exceeds the maximum allowed (100)");
    }
  }

  @Test
  void aHundredLevelsAreTaken() {
    String text = "{\"x\":" + "[".repeat(99) + "]".repeat(99) + ",\"total\":1}";
    assertThat(JsonInput.read(text.getBytes(StandardCharsets.UTF_8), Usage::read))
        .isEqualTo(new Usage(1));
  }

  @Test
  void aStringOf60MegabytesIsRefusedWithoutBeingHeld() {
    InputStream text = around60Megabytes("{\"version\":\"", "\"}");
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> JsonInput.read(text, Latest::read))
        .withMessageStartingWith("at '/version': over a limit: String value length")
        .withMessageContaining("exceeds the maximum allowed (1000000)");
  }

  @Test
  void aNameOf60MegabytesIsRefusedWithoutBeingHeld() {
    InputStream text = around60Megabytes("{\"", "\":1}");
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> JsonInput.read(text, Manifest::read))
        .withMessageContaining("over a limit: Name length");
  }

  @Test
  void aSkippedStringMayBeOfAnyLength() {
    InputStream text = around60Megabytes("{\"x\":\"", "\",\"total\":1}");
    assertThat(JsonInput.read(text, Usage::read)).isEqualTo(new Usage(1));
  }

  @Test
  void aComplaintIsShortAndFitsUtf8WhateverTheTextHolds() {
    String name = "x".repeat(198) + "😀\\ud800\\u0000" + "y".repeat(40_000);
    for (String text : List.of(
        "{\"" + name + "\":{\"size\":x}}", "{\"a\":{\"md5sum\":\"" + name + "\"}}",
        "{\"" + name + "\":1}", "{\"a\":1,\"a\":1,\"" + name + "\":1,\"" + name + "\":1}",
        "{\"a\":" + "z".repeat(40_000) + "}", "{\"" + name + "\":" + "[".repeat(1000))) {
      assertThatExceptionOfType(MalformedJsonException.class)
          .isThrownBy(
              () -> JsonInput.read(text.getBytes(StandardCharsets.UTF_8), Manifest::read))
          .satisfies(e -> {
            assertThat(e.problem()).hasSizeLessThan(1100).doesNotContain("\0");
            assertThat(JsonOutput.text(out -> out.writeString(e.problem()))).isNotEmpty();
          });
    }
  }

  @Test
  void aStreamThatFailsIsNoFaultOfTheText() {
    IOException failure = new IOException("connection reset");
    byte[] start = "{\"total\":".getBytes(StandardCharsets.UTF_8);
    InputStream text = new FilterInputStream(new ByteArrayInputStream(start)) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count < 0) {
          throw failure;
        }
        return count;
      }
    };
    assertThatThrownBy(() -> JsonInput.read(text, Usage::read))
        .isInstanceOf(UncheckedIOException.class)
        .hasCause(failure);
  }

  @Test
  void theStreamStaysOpen() {
    for (String text : List.of(USAGE, "{")) {
      boolean[] closed = {false};
      InputStream stream = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
        @Override
        public void close() {
          closed[0] = true;
        }
      };
      try {
        assertThat(JsonInput.read(stream, Usage::read)).isEqualTo(new Usage(12));
      } catch (MalformedJsonException e) {
        assertThat(text).isEqualTo("{");
      }
      assertThat(closed[0]).as(text).isFalse();
    }
  }

  private static void assertRefused(byte[] text, String message) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .as(new String(text, StandardCharsets.UTF_8))
        .isThrownBy(() -> JsonInput.read(text, Usage::read))
        .withMessageContaining(message)
        .satisfies(
            e -> assertThat(e.problem())
                .doesNotContain("JsonReadFeature", "StreamReadConstraints"));
  }

  /** Start, 60 megabytes of {@code x}, and an end. */
  private static InputStream around60Megabytes(String start, String end) {
    byte[] megabyte = "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
    List<InputStream> parts = new ArrayList<>();
    parts.add(new ByteArrayInputStream(start.getBytes(StandardCharsets.UTF_8)));
    for (int i = 0; i < 60; i++) {
      parts.add(new ByteArrayInputStream(megabyte));
    }
    parts.add(new ByteArrayInputStream(end.getBytes(StandardCharsets.UTF_8)));
    return new SequenceInputStream(Collections.enumeration(parts));
  }
}
