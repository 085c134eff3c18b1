package io.gypsum.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that each claim in a table of {@code docs/security.md} names tests that exist. */
class SecurityPageTest {
  private static final Path PAGE = Path.of("../docs/security.md");
  private static final Pattern TEST =
      Pattern.compile("\\[`(?<type>\\w+)\\.(?<method>\\w+)`\\]\\((?<file>[^)]+)\\)");

  @Test
  void eachClaimNamesTestsThatExist() throws IOException {
    List<String> claims = Files.readAllLines(PAGE)
        .stream()
        .filter(line -> line.startsWith("| ") && !line.matches("\\| -.*|.*\\| test \\|"))
        .toList();
    assertThat(claims).hasSizeGreaterThan(30);
    for (String claim : claims) {
      List<MatchResult> tests = TEST.matcher(claim).results().toList();
      assertThat(tests).as("tests of the claim '%s'", claim).isNotEmpty();
      for (MatchResult test : tests) {
        Path file = PAGE.resolveSibling(test.group("file"));
        assertThat(file).hasFileName(test.group("type") + ".java").exists();
        assertThat(Files.readString(file))
            .as("%s", file)
            .containsPattern(
                "@(Test|ParameterizedTest)\\b[^;{}]*(\\{[^;{}]*\\}[^;{}]*)?\\bvoid "
                    + test.group("method") + "\\(");
      }
    }
  }
}
