package io.gypsum.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReadmeTest {
  private static final Path EXAMPLE =
      Path.of("../packaging/examples/java/src/main/java/Example.java");

  @Test
  void theJavaProgramIsThatOfTheExampleProject() throws IOException {
    assertThat(Files.readString(Path.of("../README.md")))
        .contains("```java\n" + Files.readString(EXAMPLE) + "```\n");
  }
}
