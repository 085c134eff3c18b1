package io.gypsum.server.operation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.gypsum.core.property.Generator;
import io.gypsum.core.property.Generators;
import io.gypsum.server.operation.BundleReader.Line;
import io.gypsum.server.operation.BundleReader.MalformedBundleException;
import io.gypsum.server.testing.BundleBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.core.property.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class BundleReaderTest {
  private static final Generator<List<String>> CONTENTS =
      Generators.strings('\t', '~', 0, 50).list(0, 5);

  private static BundleReader reader(byte[] body) {
    return new BundleReader(new ByteArrayInputStream(body));
  }

  private static byte[] body(List<String> contents) {
    BundleBody body = new BundleBody();
    contents.forEach(content -> body.file("/u/" + content.length(), content));
    return body.bytes();
  }

  /** @param reads whether the content of a file is read; otherwise it is skipped */
  private static List<String> read(BundleReader reader, boolean reads)
      throws IOException, MalformedBundleException {
    List<String> read = new ArrayList<>();
    for (Line line = reader.next(); line != null; line = reader.next()) {
      read.add(
          reads
              ? new String(reader.content(), StandardCharsets.UTF_8)
              : line.sizeBytes() + " " + line.url());
    }
    return read;
  }

  @Test
  void filesAreReadInTheirOrder() {
    forAll(300, CONTENTS, contents -> {
      assertThat(read(reader(body(contents)), true)).isEqualTo(contents);
    });
  }

  @Test
  void contentsThatAreNotReadAreSkipped() {
    forAll(300, CONTENTS, contents -> {
      assertThat(read(reader(body(contents)), false))
          .isEqualTo(
              contents.stream()
                  .map(
                      content -> content.getBytes(StandardCharsets.UTF_8).length + " /u/"
                          + content.length())
                  .toList());
    });
  }

  /** A changed body is either read to its end or reported as malformed. */
  @Test
  void changedBodiesAreReadOrMalformed() {
    Random random = new Random(5);
    forAll(2000, CONTENTS, contents -> {
      byte[] body = body(contents);
      for (int i = 0; i < body.length; i += 1 + random.nextInt(20)) {
        body[i] = (byte) random.nextInt(256);
      }
      try {
        assertThat(read(reader(body), random.nextInt(2) == 0).size())
            .isLessThanOrEqualTo(body.length);
      } catch (MalformedBundleException e) {
        assertThat(e).hasMessageMatching("expected a line.*|the body ended.*");
      }
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
          "\n", "1\n", " x\n", "1 \n", "01 x\n", "-1 x\n", "+1 x\n", "1  x\n", "1 x y\n",
          "1 x\r\n", "12345678901 x\n", "1 \u00e9\n"})
  void malformedLinesAreReported(String line) {
    assertThat(problem(line)).startsWith("expected a line");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1 x", "1 x\n", "3 x\n12"})
  void anEarlyEndIsReported(String body) {
    assertThat(problem(body)).isEqualTo("the body ended before the end of a file");
  }

  @Test
  void aLineHasAMaximumLength() throws Exception {
    String max = "0 " + "x".repeat(BundleReader.MAX_LINE_BYTES - 2);
    assertThat(read(reader((max + "\n").getBytes(StandardCharsets.UTF_8)), true)).hasSize(1);
    assertThat(problem(max + "x\n")).contains("longer than 4096 bytes");
  }

  private static String problem(String body) {
    return catchThrowableOfType(
        MalformedBundleException.class,
        () -> read(reader(body.getBytes(StandardCharsets.UTF_8)), false)).getMessage();
  }
}
