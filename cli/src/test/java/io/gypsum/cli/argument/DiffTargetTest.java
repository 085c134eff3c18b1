package io.gypsum.cli.argument;

import java.nio.file.Path;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.VersionName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DiffTargetTest {
  @ParameterizedTest
  @ValueSource(strings = {".", "..", "./v1", "../p/a/v1", "/p/a/v1", "work/", "p/a/v1/"})
  void aDirectoryIsRecognizedByItsForm(String text) {
    assertThat(DiffTarget.parse(text)).isEqualTo(new DiffTarget.OfDirectory(Path.of(text)));
  }

  @Test
  void otherTextsAreVersions() {
    assertThat(DiffTarget.parse("v1"))
        .isEqualTo(new DiffTarget.OfVersion(new VersionName("v1")));
    assertThat(DiffTarget.parse("p/a/v1"))
        .isEqualTo(new DiffTarget.OfAnyVersion(AssetVersion.parse("p/a/v1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a/b/c/d"})
  void anAmbiguousTextIsRefusedWithTheFormOfADirectory(String text) {
    assertThatThrownBy(() -> DiffTarget.parse(text)).isInstanceOf(GypsumException.class)
        .hasMessageContaining("such as './" + text + "'");
  }
}
