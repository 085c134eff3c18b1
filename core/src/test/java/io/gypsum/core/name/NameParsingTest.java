package io.gypsum.core.name;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NameParsingTest {
  /**
   * A type of names.
   *
   * @param example a valid name, also in the message
   * @param form a part of the expected form in the message
   */
  private record NameType(
      Class<?> type, Function<String, Object> parse, String example, String form) {
    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }

  static Stream<NameType> types() {
    return Stream.of(
        new NameType(ProjectName.class, ProjectName::parse, "my-project", "'my-project'"),
        new NameType(AssetName.class, AssetName::parse, "counts", "'counts'"),
        new NameType(VersionName.class, VersionName::parse, "v1", "'v1'"),
        new NameType(ProjectAsset.class, ProjectAsset::parse, "p/a", "project/asset"),
        new NameType(AssetVersion.class, AssetVersion::parse, "p/a/v1", "project/asset/version"),
        new NameType(
            FileAddress.class, FileAddress::parse, "p/a/v1/d/x.txt", "project/asset/version/path"),
        new NameType(UserPath.class, UserPath::parse, "raw/counts.tsv", "'raw/counts.tsv'"),
        new NameType(Key.class, Key::parse, "p/..LOCK", "'my-project/counts/v1/..manifest'"),
        new NameType(
            DatabaseName.class, DatabaseName::parse, "bioconductor.sqlite3",
            "'bioconductor.sqlite3'"),
        new NameType(
            SchemaName.class, SchemaName::parse, "bioconductor/v1.json",
            "'bioconductor/v1.json'"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void aNameIsParsedFromTheTextThatItPrints(NameType type) {
    assertThat(type.parse.apply(type.example)).isInstanceOf(type.type).hasToString(type.example);
  }

  @ParameterizedTest
  @MethodSource("types")
  void theErrorContainsTheTextAndTheExpectedForm(NameType type) {
    for (String text : List.of("", "p//v", "a\\b", "p/a/v/d/../x", "p/a/\u0001")) {
      assertThatExceptionOfType(GypsumException.class).as(text)
          .isThrownBy(() -> type.parse.apply(text))
          .withMessageContaining("'" + text.replace("\u0001", "\\u0001") + "'")
          .withMessageContaining("expected ")
          .withMessageContaining(type.form)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
    }
  }

  @Test
  void aVersionNeedsExactlyThreeNames() {
    for (String text : List.of("p", "p/a", "p/a/v/x", "p/a/v/")) {
      assertThatExceptionOfType(GypsumException.class)
          .isThrownBy(() -> AssetVersion.parse(text))
          .withMessage("'" + text + "' does not name a version: expected project/asset/version");
    }
  }

  @Test
  void theErrorOfSeveralNamesContainsTheInvalidOne() {
    assertThatExceptionOfType(GypsumException.class)
        .isThrownBy(() -> AssetVersion.parse("p/..a/v"))
        .withMessage(
            "'p/..a/v' does not name a version: asset name '..a' has a part that starts with '..',"
                + " which is reserved for internal files; expected project/asset/version");
  }

  /** Every record of the package is a name, except the beginning of a key, which may be any text. */
  @Test
  void everyTypeOfNamesCanBeParsed() throws IOException {
    List<String> tested = types().map(NameType::toString).toList();
    try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/gypsum/core/name"))) {
      for (Path source : sources.toList()) {
        String name = source.getFileName().toString().replace(".java", "");
        if (Files.readString(source).contains("public record ") && !name.equals("Prefix")) {
          assertThat(tested).contains(name);
        }
      }
    }
  }
}
