package io.gypsum.core.name;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The rules that project, asset and version names share. */
class UserNameTest {
  private record Kind(String what, Function<String, Object> make) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("project name", ProjectName::new), new Kind("asset name", AssetName::new),
          new Kind("version name", VersionName::new));

  static Stream<Arguments> badNames() {
    return Stream.concat(
        Stream.concat(
            Samples.badComponents().stream(),
            Samples.internalComponents().map(name -> Arguments.of(name, "'..'"))),
        Stream.of("/", "a/", "/a", "a/b", "a//b", "../a", "a/..")
            .map(name -> Arguments.of(name, "'/'")));
  }

  @ParameterizedTest
  @MethodSource("badNames")
  void aBadNameIsRefused(String name, String complaint) {
    for (Kind kind : KINDS) {
      assertThatExceptionOfType(GypsumException.class).as(kind.what)
          .isThrownBy(() -> kind.make.apply(name))
          .withMessageStartingWith(kind.what + " '")
          .withMessageContaining(complaint)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
    }
  }

  @ParameterizedTest
  @MethodSource("io.gypsum.core.name.Samples#goodComponents")
  void anUnusualNameIsKeptAsItIs(String name) {
    for (Kind kind : KINDS) {
      assertThat(kind.make.apply(name)).as(kind.what).hasToString(name);
    }
  }

  @ParameterizedTest
  @MethodSource("io.gypsum.core.name.Samples#longest")
  void aNameMayHave1024Bytes(String name) {
    for (Kind kind : KINDS) {
      assertThat(kind.make.apply(name)).as(kind.what).hasToString(name);
    }
  }

  @ParameterizedTest
  @MethodSource("io.gypsum.core.name.Samples#longest")
  void aNameMayNotHave1025Bytes(String name) {
    for (Kind kind : KINDS) {
      assertThatExceptionOfType(GypsumException.class).as(kind.what)
          .isThrownBy(() -> kind.make.apply(name + "x"))
          .withMessageContaining("1024 bytes");
    }
  }

  @Test
  void namesAreOrderedByTheirText() {
    assertThat(new ProjectName("a")).isLessThan(new ProjectName("b"));
    assertThat(new AssetName("a")).isLessThan(new AssetName("b"));
    assertThat(new VersionName("a")).isEqualByComparingTo(new VersionName("a"));
  }
}
