package io.gypsum.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommandReferenceTest {
  @Test
  void everyCommandHasASectionInTheReference() throws IOException {
    List<String> documented =
        Files.readAllLines(Path.of("../docs/commands.md"))
            .stream()
            .filter(line -> line.startsWith("## "))
            .flatMap(line -> List.of(line.split(" ")).stream())
            .toList();

    assertThat(documented).containsAll(CommandList.NAMES);
  }
}
