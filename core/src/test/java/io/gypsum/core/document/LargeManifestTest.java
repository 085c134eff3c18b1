package io.gypsum.core.document;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import io.gypsum.core.decision.Deduplication;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/**
 * Manifests of very many files. The paths are realistic, but the worst case for hash tables and for the parser's table of
 * names.
 */
class LargeManifestTest {
  private static final int LINK_EVERY = 50;
  /** Takes less than a second on an idle machine; quadratic behaviour would take many minutes. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private record Paths(String name, int files, IntFunction<String> path) {}

  static Stream<Arguments> paths() {
    return Stream.of(
        new Paths(
            "chunks of an array", 200_000,
            i -> "assay/c/" + i % 20 + "/" + i / 20 % 100 + "/" + i / 2000),
        // A parser that hashes names four bytes at a time mistakes these for an attack.
        new Paths(
            "words of four letters that differ in the last", 200_000,
            i -> letters(i, "aaaa", "aaab")),
        // All have the same String.hashCode.
        new Paths("equal hash codes", 50_000, i -> letters(i, "Aa", "BB")))
        .map(paths -> Arguments.argumentSet(paths.name, paths.files, paths.path));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void aManifestOfVeryManyFilesIsReadAndWrittenInSeconds(int files, IntFunction<String> path) {
    Manifest manifest = manifest(files, path);
    assertTimeout(TIMEOUT, () -> {
      byte[] text = JsonOutput.bytes(manifest);
      Manifest again = JsonInput.read(text, Manifest::read);
      assertThat(again.files()).hasSize(files);
      assertThat(again.equals(manifest)).isTrue();
      assertThat(again.ownBytes()).isEqualTo(ownBytes(files));
      assertThat(new Deduplication(Documents.VERSION, again).find(new UserPath("new"), 7, md5(7)))
          .isPresent();
    });
  }

  private static Manifest manifest(int count, IntFunction<String> path) {
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      Link link = i % LINK_EVERY == 0 ? new Link(Documents.TARGET, null) : null;
      files.put(new UserPath(path.apply(i)), new ManifestEntry(i, md5(i), link));
    }
    return new Manifest(files);
  }

  private static long ownBytes(int count) {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += i % LINK_EVERY == 0 ? 0 : i;
    }
    return sum;
  }

  private static Md5 md5(int i) {
    return new Md5(i * 0x9E3779B97F4A7C15L, i);
  }

  /** {@code number} in binary, with {@code zero} and {@code one} as its digits. */
  private static String letters(int number, String zero, String one) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 18; bit++) {
      text.append((number >> bit & 1) == 0 ? zero : one);
    }
    return text.toString();
  }
}
