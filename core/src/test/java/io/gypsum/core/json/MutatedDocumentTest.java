package io.gypsum.core.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import io.gypsum.core.document.Documents;
import io.gypsum.core.document.Documents.Sample;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Documents with a few changed bytes are either read as a document that can be written again, or refused as malformed. */
class MutatedDocumentTest {
  private static final int MUTANTS = 10_000;
  private static final List<String> TOKENS =
      List.of(
          "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "-", "1e999999999",
          "1e99999999999", "9".repeat(30),
          "\\ud800", "\\u0000", "😀", "\uFEFF", "..", "/", "{\"", "\":", "\"x\"", "0", ".",
          "[".repeat(200),
          "9999-12-31T23:59:59-18:00", "2016-12-31T23:59:60Z", "\n");

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void aMutatedDocumentIsReadOrRefusedAsMalformed(long seed) {
    Random random = new Random(seed);
    List<Sample> samples = Documents.samples();
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Sample sample = samples.get(i % samples.size());
      byte[] mutant = sample.text().getBytes(StandardCharsets.UTF_8);
      int mutations = 1 + random.nextInt(3);
      for (int m = 0; m < mutations; m++) {
        mutant = mutate(mutant, random);
      }
      refused += isRefused(sample, mutant) ? 1 : 0;
    }
    assertThat(refused).as("some are refused and some are not")
        .isBetween(MUTANTS / 2, MUTANTS - 500);
  }

  private static boolean isRefused(Sample sample, byte[] mutant) {
    JsonWritable document;
    try {
      document = sample.kind().read(mutant);
    } catch (MalformedJsonException e) {
      assertThat(JsonOutput.text(out -> out.writeString(e.problem()))).hasSizeBetween(10, 1500);
      return true;
    } catch (RuntimeException e) {
      throw new AssertionError(sample.kind() + " " + new String(mutant, StandardCharsets.UTF_8), e);
    }
    byte[] again = JsonOutput.bytes(document);
    assertThat(JsonOutput.bytes(sample.kind().read(again)))
        .as("%s %s", sample.kind(), new String(mutant, StandardCharsets.UTF_8))
        .isEqualTo(again);
    return false;
  }

  private static byte[] mutate(byte[] text, Random random) {
    int at = random.nextInt(text.length + 1);
    int length = Math.min(random.nextInt(8), text.length - at);
    ByteArrayOutputStream mutant = new ByteArrayOutputStream();
    mutant.write(text, 0, at);
    switch (random.nextInt(5)) {
      case 0 -> { // one byte changed
        if (at < text.length) {
          mutant.write(
              random.nextBoolean() ? random.nextInt(256) : text[at] ^ (1 << random.nextInt(8)));
          at++;
        }
      }
      case 1 -> at += length; // some left out
      case 2 -> mutant.write(text, at, length); // some twice
      case 3 -> mutant.writeBytes(
          TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8));
      default -> { // a digit or letter replaced, which often leaves JSON
        if (at < text.length && Character.isLetterOrDigit(text[at])) {
          mutant.write(random.nextBoolean() ? '0' + random.nextInt(10) : 'a' + random.nextInt(26));
          at++;
        }
      }
    }
    mutant.write(text, at, text.length - at);
    return mutant.toByteArray();
  }
}
