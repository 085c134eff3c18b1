package io.gypsum.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CommandSynonymsTest {
  @TempDir private Path home;

  @ParameterizedTest
  @CsvSource({"download,get", "upload,put", "Delete,rm", "list,ls", "compare,diff", "info,show"})
  void aWordOfAnotherProgramNamesTheCommand(String word, String command) {
    CommandRun run = CommandRun.of(home, word, "x");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("gypsum: unknown command '" + word + "' (did you mean " + command + "?); ");
  }

  @Test
  void aWordWithoutSimilarCommandHasNoSuggestion() {
    assertThat(CommandRun.of(home, "teleport").err())
        .startsWith("gypsum: unknown command 'teleport'; see 'gypsum --help'");
  }

  @ParameterizedTest
  @CsvSource({"serv,search serve backup-server", "shwo,show", "perm,permissions", "xyz,''"})
  void otherwiseTheNamesAreCompared(String word, String commands) {
    List<String> suggested = CommandSynonyms.suggest(word, CommandList.NAMES);

    assertThat(suggested)
        .isEqualTo(commands.isEmpty() ? List.of() : List.of(commands.split(" ")));
  }

  @Test
  void synonymsAreUniqueAndNotCommands() {
    List<String> words =
        CommandSynonyms.all().values().stream().flatMap(Collection::stream).toList();

    assertThat(words).doesNotHaveDuplicates().doesNotContainAnyElementsOf(CommandList.NAMES);
    assertThat(CommandList.NAMES).containsAll(CommandSynonyms.all().keySet());
  }
}
