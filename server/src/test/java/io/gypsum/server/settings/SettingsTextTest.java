package io.gypsum.server.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class SettingsTextTest {
  private static final Path HOME = Path.of("/home/u");

  @TempDir Path temp;

  @Test
  void theCommentedFileSetsNothing() throws Exception {
    assertThat(SettingsText.commentedFile().lines())
        .allMatch(line -> line.isEmpty() || line.startsWith("#"));
    assertThat(read(SettingsText.commentedFile())).isEqualTo(defaults());
  }

  @Test
  void theUncommentedLinesSetTheDefaults() throws Exception {
    String uncommented = SettingsText.commentedFile().replaceAll("(?m)^#(?=[a-z])", "");

    assertThat(uncommented.lines().filter(line -> line.matches("[a-z0-9-]+ =.*")))
        .hasSameSizeAs(Options.ALL);
    assertThat(read(uncommented)).isEqualTo(defaults());
  }

  @Test
  void everyOptionIsListedWithItsHelpAndVariable() {
    String joined = SettingsText.commentedFile().replace("\n# ", " ");
    for (Option<?> option : Options.ALL) {
      assertThat(joined)
          .contains("\n#" + option.name() + " =", option.help(), option.variable());
    }
    assertThat(SettingsText.commentedFile().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThan(120));
  }

  private ServerSettings read(String content) throws Exception {
    Path file = Files.writeString(temp.resolve("gypsum.conf"), content);
    return SettingsReader.read(new SettingsSources(Map.of(), Map.of(), file, HOME));
  }

  private static ServerSettings defaults() {
    return SettingsReader.read(new SettingsSources(Map.of(), Map.of(), null, HOME));
  }
}
