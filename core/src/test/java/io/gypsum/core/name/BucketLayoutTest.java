package io.gypsum.core.name;

import java.time.Instant;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BucketLayoutTest {
  private static final AssetVersion VERSION = AssetVersion.of("p", "a", "v");
  private static final ProjectName PROJECT = VERSION.project();
  private static final Instant TIME = Instant.parse("2024-02-29T01:02:03.004Z");

  static Stream<Arguments> internalKeys() {
    return Stream.of(
        Arguments.of(BucketLayout.permissions(PROJECT), "p/..permissions"),
        Arguments.of(BucketLayout.quota(PROJECT), "p/..quota"),
        Arguments.of(BucketLayout.usage(PROJECT), "p/..usage"),
        Arguments.of(BucketLayout.lock(PROJECT), "p/..LOCK"),
        Arguments.of(BucketLayout.latest(VERSION.projectAsset()), "p/a/..latest"),
        Arguments.of(BucketLayout.summary(VERSION), "p/a/v/..summary"),
        Arguments.of(BucketLayout.manifest(VERSION), "p/a/v/..manifest"),
        Arguments.of(BucketLayout.links(VERSION, ""), "p/a/v/..links"),
        Arguments.of(BucketLayout.links(VERSION, "d/e/"), "p/a/v/d/e/..links"),
        Arguments.of(BucketLayout.log(TIME, 0), "..logs/2024-02-29T01:02:03.004Z_000000"),
        Arguments.of(BucketLayout.log(TIME, 999_999), "..logs/2024-02-29T01:02:03.004Z_999999"));
  }

  @ParameterizedTest
  @MethodSource("internalKeys")
  void internalDocumentsAreWhereTheContractSays(Key key, String expected) {
    assertThat(key).hasToString(expected);
    assertThat(key.isInternal()).isTrue();
  }

  @Test
  void aFileIsBelowItsVersion() {
    Key key = BucketLayout.file(VERSION, new UserPath("d/x.txt"));
    assertThat(key).hasToString("p/a/v/d/x.txt");
    assertThat(key.isInternal()).isFalse();
  }

  @Test
  void aLogIsFoundBelowTheLogs() {
    assertThat(BucketLayout.LOGS).hasToString("..logs/");
    assertThat(BucketLayout.LOGS.matches(BucketLayout.log(TIME, 1))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1_000_000, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aLogNumberHasSixDigits(int number) {
    assertThatIllegalArgumentException().isThrownBy(() -> BucketLayout.log(TIME, number))
        .withMessageContaining(String.valueOf(number));
  }

  @Test
  void belowEndsWithASlashSoThatANeighbourIsNotMeant() {
    assertThat(BucketLayout.below(PROJECT)).hasToString("p/");
    assertThat(BucketLayout.below(VERSION.projectAsset())).hasToString("p/a/");
    assertThat(BucketLayout.below(VERSION)).hasToString("p/a/v/");
    assertThat(BucketLayout.below(PROJECT).matches(new Key("pp/x"))).isFalse();
    assertThat(BucketLayout.below(PROJECT).matches(new Key("p/x"))).isTrue();
    assertThat(BucketLayout.below(PROJECT).matches(new Key("p"))).isFalse();
  }

  @Test
  void theEmptyPrefixMatchesEverything() {
    assertThat(Prefix.ALL.matches(new Key("..logs/x"))).isTrue();
    assertThat(Prefix.ALL.matches(new Key("p"))).isTrue();
  }

  @Test
  void aWholeKeyOver1024BytesIsRefused() {
    String name = "x".repeat(340);
    AssetVersion version = AssetVersion.of(name, name, name);
    assertThat(BucketLayout.file(version, new UserPath("y")).value()).hasSize(1024);
    assertThatExceptionOfType(GypsumException.class)
        .isThrownBy(() -> BucketLayout.file(version, new UserPath("yy")))
        .withMessageContaining("1024 bytes");
    assertThatExceptionOfType(GypsumException.class)
        .isThrownBy(() -> BucketLayout.manifest(version))
        .withMessageContaining("1024 bytes");
  }

  @Test
  void aVersionIsParsedFromItsText() {
    assertThat(AssetVersion.parse("p/a/v")).isEqualTo(VERSION);
    assertThat(AssetVersion.parse(VERSION.toString())).isEqualTo(VERSION);
    assertThat(VERSION.projectAsset()).hasToString("p/a");
  }

  @ParameterizedTest
  @CsvSource({"p", "p/a", "p/a/v/x", "p/a/", "/p/a/v", "p//v", "''", "p/a/..v", "p/./v"})
  void whatDoesNotNameAVersionIsRefused(String text) {
    assertThatExceptionOfType(GypsumException.class).isThrownBy(() -> AssetVersion.parse(text))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
  }
}
