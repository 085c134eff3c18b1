package io.gypsum.cli.argument;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlaceTest {
  @ParameterizedTest
  @CsvSource({"p,p", "p/,p", "p/a,p/a", "p/a/,p/a", "p/a/v,p/a/v", "p/a/v/,p/a/v"})
  void readsOneToThreeNames(String text, String place) {
    assertThat(Place.parse(text)).hasToString(place);
    assertThat(Place.parse(text).project()).isEqualTo(new ProjectName("p"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "p//", "p//v", "/p", "p/a/v/x", "..p", "p/..", "p/a\\b"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Place.parse(text)).isInstanceOf(GypsumException.class);
  }

  @Test
  void aFileIsNamedAfterTheFirstColon() {
    FilePlace latest = FilePlace.parse("p/a:dir/x:y");
    assertThat(latest.asset()).hasToString("p/a");
    assertThat(latest.version()).isNull();
    assertThat(latest.path()).isEqualTo(new UserPath("dir/x:y"));

    FilePlace version = FilePlace.parse("p/a/v");
    assertThat(version.version()).isEqualTo(new VersionName("v"));
    assertThat(version.path()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"p", "p:x", "p/a:", "p/a/v:../x", "p/a/v/x"})
  void refusesWhatNamesNeitherAVersionNorAFile(String text) {
    assertThatThrownBy(() -> FilePlace.parse(text)).isInstanceOf(GypsumException.class);
  }
}
