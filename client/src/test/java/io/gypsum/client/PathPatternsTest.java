package io.gypsum.client;

import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PathPatternsTest {
  private static boolean matches(String path, String... patterns) {
    return PathPatterns.of(List.of(patterns)).matches(new UserPath(path));
  }

  @ParameterizedTest
  @CsvSource({
      "*.csv,a.csv,true", "*.csv,d/e/a.csv,true", "*.csv,a.csv.gz,false", "/*.csv,d/a.csv,false",
      "d/*.csv,d/a.csv,true", "d/*.csv,e/d/a.csv,false", "d,d/e/a.csv,true", "d/,d/a,true",
      "d/,x/d/a,true", "d/,d,false", "/d/,x/d/a,false", "d/**/x,d/x,true", "d/**/x,d/e/f/x,true",
      "**/x,d/x,true", "run-?.txt,run-1.txt,true", "run-[0-4].txt,run-5.txt,false",
      "naïve*,d/naïve.txt,true", "a.b,axb,false"})
  void patternsHaveTheSyntaxOfGitignoreFiles(String pattern, String path, boolean matches) {
    assertThat(matches(path, pattern)).isEqualTo(matches);
  }

  @Test
  void theLastMatchingPatternDecides() {
    assertThat(matches("keep.tmp", "*.tmp", "!keep.tmp")).isFalse();
    assertThat(matches("other.tmp", "*.tmp", "!keep.tmp")).isTrue();
    assertThat(matches("keep.tmp", "!keep.tmp", "*.tmp")).isTrue();
    assertThat(matches("d/keep.tmp", "d/", "!keep.tmp")).isTrue();
    assertThat(matches("d/keep", "d/*", "!d/keep")).isFalse();
  }

  @Test
  void aSelectionContainsIncludedFilesOfItsFolder() {
    FileSelection selection =
        FileSelection.ofFolder(new UserPath("d"))
            .withInclude(PathPatterns.of(List.of("*.csv", "*.tsv")))
            .withExclude(PathPatterns.of(List.of("/d/old/")));
    assertThat(selection.contains(new UserPath("d/e/a.csv"))).isTrue();
    assertThat(selection.contains(new UserPath("d/b.tsv"))).isTrue();
    assertThat(selection.contains(new UserPath("d/b.txt"))).isFalse();
    assertThat(selection.contains(new UserPath("d/old/a.csv"))).isFalse();
    assertThat(selection.contains(new UserPath("dd/a.csv"))).isFalse();
    assertThat(FileSelection.ALL.contains(new UserPath("d"))).isTrue();
    assertThatThrownBy(() -> new FileSelection("d", PathPatterns.NONE, PathPatterns.NONE))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("does not end with '/'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "# a comment", "!", "[a", "/"})
  void aPatternThatMatchesNothingIsRefused(String pattern) {
    assertThatThrownBy(() -> PathPatterns.of(List.of("*.csv", pattern)))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("'" + pattern + "' is not a pattern");
  }
}
