package io.gypsum.core.name;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.property.Generator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.core.property.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** User paths and keys, which have most rules in common. */
class UserPathTest {
  static Stream<Arguments> badPaths() {
    return Stream.concat(
        Samples.badComponents()
            .stream()
            .map(Arguments::get)
            .flatMap(
                bad -> Stream.of("", "a/", "a/b/")
                    .map(directory -> Arguments.of(directory + bad[0], bad[1]))),
        Stream.of("/", "//", "/a", "a/", "a//b", "a/b//", "//a")
            .map(path -> Arguments.of(path, "leading, trailing or doubled '/'")));
  }

  static Stream<String> internalPaths() {
    return Samples.internalComponents()
        .flatMap(bad -> Stream.of(bad, "a/" + bad, bad + "/a", "a/" + bad + "/b"));
  }

  @ParameterizedTest
  @MethodSource("badPaths")
  void aBadPathIsRefused(String path, String problem) {
    assertThatExceptionOfType(GypsumException.class).isThrownBy(() -> new UserPath(path))
        .withMessageStartingWith("path '")
        .withMessageContaining(problem)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
  }

  @ParameterizedTest
  @MethodSource("badPaths")
  void aBadKeyIsRefused(String key, String problem) {
    assertThatExceptionOfType(GypsumException.class).isThrownBy(() -> new Key(key))
        .withMessageStartingWith("key '")
        .withMessageContaining(problem)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
  }

  @ParameterizedTest
  @MethodSource("internalPaths")
  void anInternalNameIsAKeyButNotAPath(String name) {
    assertThat(new Key(name).isInternal()).isTrue();
    assertThatExceptionOfType(GypsumException.class).isThrownBy(() -> new UserPath(name))
        .withMessageContaining("starts with '..'");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "a/.", "./a", "a/../b", "../a", "a/.."})
  void noKeyHasADotComponent(String name) {
    assertThatExceptionOfType(GypsumException.class).isThrownBy(() -> new Key(name));
    assertThatExceptionOfType(GypsumException.class).isThrownBy(() -> new UserPath(name));
  }

  @ParameterizedTest
  @MethodSource("io.gypsum.core.name.Samples#goodComponents")
  void anUnusualComponentIsAcceptedAtAnyPosition(String component) {
    for (String path : new String[] {component, "a/" + component, component + "/a"}) {
      assertThat(new UserPath(path)).hasToString(path);
      assertThat(new Key(path)).hasToString(path);
      assertThat(new Key(path).isInternal()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("io.gypsum.core.name.Samples#longest")
  void namesOf1024BytesAreAccepted(String name) {
    // Slashes count as well.
    String withSlash = name.endsWith("x") ? name.substring(0, name.length() - 2) + "/x" : name;
    for (String whole : new String[] {name, withSlash}) {
      assertThat(new UserPath(whole)).hasToString(whole);
      assertThat(new Key(whole)).hasToString(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("io.gypsum.core.name.Samples#longest")
  void namesOf1025BytesAreRefused(String name) {
    for (String whole : new String[] {name + "x", name.substring(0, name.length() - 2) + "/xéx"}) {
      assertThatExceptionOfType(GypsumException.class).isThrownBy(() -> new UserPath(whole))
          .withMessageContaining("1024 bytes");
      assertThatExceptionOfType(GypsumException.class).isThrownBy(() -> new Key(whole))
          .withMessageContaining("1024 bytes");
    }
  }

  @ParameterizedTest
  @CsvSource({"a,'',a", "a/b,a/,b", "a/b/c.txt,a/b/,c.txt"})
  void aPathIsADirectoryAndAFileName(String path, String directory, String fileName) {
    assertThat(new UserPath(path).directory()).isEqualTo(directory);
    assertThat(new UserPath(path).fileName()).isEqualTo(fileName);
    assertThat(new Key(path).fileName()).isEqualTo(fileName);
  }

  private static Generator<String> suspiciousTexts() {
    return Samples.suspiciousTexts();
  }

  @Test
  void anAcceptedPathStaysInItsDirectory() {
    forAll(5000, suspiciousTexts(), text -> {
      accepted(text, UserPath::new).ifPresent(path -> assertStaysBelow(path.value()));
    });
  }

  @Test
  void anAcceptedKeyStaysInItsDirectory() {
    forAll(5000, suspiciousTexts(), text -> {
      accepted(text, Key::new).ifPresent(key -> assertStaysBelow(key.value()));
    });
  }

  @Test
  void everyPathIsAKeyThatIsNotInternal() {
    forAll(2000, suspiciousTexts(), text -> {
      accepted(text, UserPath::new)
          .ifPresent(path -> assertThat(new Key(path.value()).isInternal()).isFalse());
    });
  }

  @Test
  void aKeyIsInternalWhenOneOfItsComponentsIs() {
    forAll(2000, suspiciousTexts(), text -> {
      accepted(text, Key::new).ifPresent(
          key -> assertThat(key.isInternal()).isEqualTo(
              Stream.of(text.split("/", -1)).anyMatch(component -> component.startsWith(".."))));
    });
  }

  @Test
  void aPathIsTheConcatenationOfDirectoryAndFileName() {
    forAll(2000, suspiciousTexts(), text -> {
      accepted(text, UserPath::new)
          .ifPresent(path -> assertThat(path.directory() + path.fileName()).isEqualTo(text));
    });
  }

  private static <T> Optional<T> accepted(String text, Function<String, T> make) {
    try {
      return Optional.of(make.apply(text));
    } catch (GypsumException e) {
      return Optional.empty();
    }
  }

  private static void assertStaysBelow(String name) {
    Path root = Path.of("/srv/bucket");
    Path resolved;
    try {
      resolved = root.resolve(name);
    } catch (InvalidPathException e) {
      // The platform's encoding cannot represent the name, so it names no file.
      return;
    }
    assertThat(resolved.normalize()).as("nothing to normalize away").isEqualTo(resolved);
    assertThat(resolved.startsWith(root)).as("%s is below %s", resolved, root).isTrue();
    assertThat(root.relativize(resolved)).hasToString(name);
    assertThat(root.relativize(resolved).getNameCount()).isEqualTo(name.split("/", -1).length);
  }
}
