package io.gypsum.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that a class name identifies a class: documents and conversations use it without its package. */
class ClassNamesTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void noTwoTopLevelClassesHaveTheSameName() throws IOException {
    Map<String, List<Path>> byName =
        sources().stream()
            .collect(
                Collectors.groupingBy(ClassNamesTest::name, TreeMap::new, Collectors.toList()));
    assertThat(byName).as("sources by class name").hasSizeGreaterThan(500);
    byName.values().removeIf(files -> files.size() == 1);
    assertThat(byName).as("names of several classes").isEmpty();
  }

  /** Returns the main and test sources of all modules that declare a class of their own name. */
  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files.map(ROOT::relativize).filter(ClassNamesTest::isClass).toList();
    }
  }

  private static boolean isClass(Path file) {
    String path = file.toString().replace('\\', '/');
    return path.matches("(?!.*/target/).*\\bsrc/(main|test)/java/.*\\.java")
        && !path.endsWith("/package-info.java")
        && !path.endsWith("/module-info.java");
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\.java$", "");
  }
}
