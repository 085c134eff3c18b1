package io.gypsum.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that messages of the libraries do not name options of the command, which other programs do not have. A failure has
 * remedies, for which the command prints its options.
 */
class LibraryMessagesTest {
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");

  /** Options of a command that the message names, too, and those that the library passes to another program. */
  private static final Pattern WITH_COMMAND =
      Pattern.compile("gypsum [a-z]+ --[a-z-]+|\"--hostname\"|\" --remove-destination");

  @ParameterizedTest
  @ValueSource(strings = {"core", "store", "metadata", "client"})
  void messagesDoNotNameOptionsOfTheCommand(String module) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("..", module, "src/main/java"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.readAllLines(file)
            .stream()
            .filter(LibraryMessagesTest::namesAnOption)
            .forEach(line -> found.add(file.getFileName() + ": " + line.strip()));
      }
    }
    assertThat(found).isEmpty();
  }

  private static boolean namesAnOption(String line) {
    String text = line.strip();
    return !text.startsWith("*") && !text.startsWith("/") && text.contains("\"")
        && OPTION.matcher(WITH_COMMAND.matcher(text).replaceAll("")).find();
  }
}
