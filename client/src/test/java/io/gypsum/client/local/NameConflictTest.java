package io.gypsum.client.local;

import java.util.Arrays;
import java.util.List;

import io.gypsum.core.name.UserPath;
import io.gypsum.store.NameFolding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class NameConflictTest {
  private static List<UserPath> paths(String... paths) {
    return Arrays.stream(paths).map(UserPath::new).toList();
  }

  @ParameterizedTest
  @CsvSource({"README,readme", "d/x,d/X", "D/x,d/y", "D/e/x,d/e", "\u00e9,e\u0301",
      "\u00c9,e\u0301",
      "stra\u00dfe,STRASSE"})
  void namesThatMacOsOrWindowsDoesNotDistinguishAreAConflict(String first, String second) {
    List<UserPath> paths = paths("0", first, second, "zz");

    assertThat(NameConflict.find(paths, NameFolding.ALL))
        .containsExactly(new NameConflict(new UserPath(first), new UserPath(second)));
    if (!second.equals("d/e")) {
      assertThat(NameConflict.find(paths, NameFolding.NONE)).isEmpty();
    }
  }

  @Test
  void onlyTheIgnoredDifferencesCount() {
    List<UserPath> paths = paths("A", "a", "\u00e9", "e\u0301");

    assertThat(NameConflict.find(paths, new NameFolding(true, false))).hasSize(1);
    assertThat(NameConflict.find(paths, new NameFolding(false, true))).hasSize(1);
    assertThat(NameConflict.find(paths, NameFolding.ALL)).hasSize(2);
  }

  @Test
  void aFileAndADirectoryOfTheSameNameAreAlwaysAConflict() {
    assertThat(NameConflict.find(paths("a", "a/x"), NameFolding.NONE)).hasSize(1);
    assertThat(NameConflict.find(paths("a/x", "a"), NameFolding.NONE)).hasSize(1);
    assertThat(NameConflict.find(paths("a/x", "a/y", "ab", "b/a"), NameFolding.ALL)).isEmpty();
  }

  @Test
  void namesThatLookTheSameAreShownDifferently() {
    assertThat(NameConflict.find(paths("\u00e9", "e\u0301"), NameFolding.ALL))
        .hasToString("['e\\u0301' and '\u00e9']");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"C:", "a:b", "a?", "a*", "<", "a|b", "\"", "a.", "a ", "nul", "NUL.txt",
          "con.tar.gz", "Aux", "com1", "LPT9.x", "com\u00b9", "CONIN$", "prn .txt"})
  void namesThatWindowsDoesNotSupportAreRecognized(String name) {
    assertThat(WindowsNames.problem(name)).isNotNull();
    assertThat(PortableNames.warnings(paths("d/" + name)))
        .singleElement()
        .asString()
        .contains("Windows does not support", "'d/" + name + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".a", " a", "null", "console", "com", "com10", "a.nul", "lpt", "~1", "a$"})
  void otherNamesAreSupportedByWindows(String name) {
    assertThat(WindowsNames.problem(name)).isNull();
    assertThat(PortableNames.warnings(paths("d/" + name))).isEmpty();
  }

  @Test
  void aWarningNamesABoundedNumberOfFiles() {
    List<UserPath> paths =
        java.util.stream.IntStream.range(0, 13)
            .mapToObj(i -> new UserPath(String.format(java.util.Locale.ROOT, "f%02d.", i)))
            .toList();

    assertThat(PortableNames.warnings(paths))
        .singleElement()
        .asString()
        .contains("'f00.'", "'f09.'", "and 3 more")
        .doesNotContain("f10");
  }
}
