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

class ResourceNameTest {
  @ParameterizedTest
  @CsvSource({"p,p", "p/,p", "p/a,p/a", "p/a/,p/a", "p/a/v,p/a/v", "p/a/v/,p/a/v"})
  void parsesOneToThreeNames(String text, String expected) {
    assertThat(ResourceName.parse(text)).hasToString(expected);
    assertThat(ResourceName.parse(text).project()).isEqualTo(new ProjectName("p"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "p//", "p//v", "/p", "p/a/v/x", "..p", "p/..", "p/a\\b"})
  void rejectsOtherTexts(String text) {
    assertThatThrownBy(() -> ResourceName.parse(text)).isInstanceOf(GypsumException.class);
  }

  @Test
  void pathOfAFileFollowsTheFirstColon() {
    FileReference latest = FileReference.parse("p/a:dir/x:y");
    assertThat(latest.asset()).hasToString("p/a");
    assertThat(latest.version()).isNull();
    assertThat(latest.path()).isEqualTo(new UserPath("dir/x:y"));

    FileReference version = FileReference.parse("p/a/v");
    assertThat(version.version()).isEqualTo(new VersionName("v"));
    assertThat(version.path()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
      "p/a/v:d/x,p/a,v,d/x,false", "p/a/v/d/x,p/a,v,d/x,false", "p/a/v/d/x:y,p/a,v,d/x:y,false",
      "p/a/latest/x,p/a,latest,x,false", "p/a/v:d/,p/a,v,d,true", "p/a/v/d/,p/a,v,d,true",
      "p/a:d/e/f/,p/a,,d/e/f,true", "p/a/v:x:y/,p/a,v,x:y,true", "p/a/v/,p/a,v,,false"})
  void everyFormOfAPathIsAccepted(
      String text, String asset, String version, String path, boolean isFolder) {
    FileReference reference = FileReference.parse(text);

    assertThat(reference.asset()).hasToString(asset);
    assertThat(reference.version())
        .isEqualTo(version == null ? null : new VersionName(version));
    assertThat(reference.path()).isEqualTo(path == null ? null : new UserPath(path));
    assertThat(reference.isFolder()).isEqualTo(isFolder);
  }

  @ParameterizedTest
  @CsvSource({
      "p/a/v:d/,p/a,v,d", "p/a:d/,p/a,,d", "p/a/v/d/,p/a,v,d", "p/a/v/d,p/a,v,d",
      "p/a/v/d/x:y,p/a,v,d/x:y"})
  void aTargetOfAListMayBeAPath(String text, String asset, String version, String path) {
    ListTarget target = ListTarget.parse(text);

    assertThat(target.name()).isNull();
    assertThat(target.files().asset()).hasToString(asset);
    assertThat(target.files().version())
        .isEqualTo(version == null ? null : new VersionName(version));
    assertThat(target.files().path()).isEqualTo(new UserPath(path));
  }

  @ParameterizedTest
  @CsvSource({"p,p", "p:x/,p:x", "p/a:x,p/a:x", "p/a/v:x,p/a/v:x", "p/a/v/,p/a/v"})
  void aTargetOfAListIsANameIfItMayBeOne(String text, String name) {
    assertThat(ListTarget.parse(text).name()).hasToString(name);
    assertThat(ListTarget.parse(text).files()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"p", "p:x", "p/a:", "p/a/v:../x", "p/a/v/..x", "p/a/v//x", "p/a/v:/", "p/a:x//"})
  void rejectsTextsThatAreNeitherAVersionNorAFile(String text) {
    assertThatThrownBy(() -> FileReference.parse(text)).isInstanceOf(GypsumException.class);
  }
}
