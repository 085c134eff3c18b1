package io.gypsum.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that every section of {@code docs/spec} that the code or a document cites exists. */
class SpecificationCitationsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path SPECIFICATIONS = ROOT.resolve("docs/spec");
  /** A citation, which may be wrapped in a comment with an asterisk in between. */
  private static final String SPACE = "[\\s*]+";
  private static final Pattern CITATION =
      Pattern.compile(
          "\\b([a-z0-9-]+\\.md)," + SPACE + "sections?" + SPACE + "(\\d+(?:(?:," + SPACE + "|"
              + SPACE + "and"
              + SPACE + ")\\d+)*)");
  private static final Pattern HEADING = Pattern.compile("(?m)^## (\\d+)\\. ");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  @Test
  void everyCitedSectionExists() throws IOException {
    Map<String, Set<String>> sections = sections();
    Set<String> missing = new TreeSet<>();
    int cited = 0;
    for (Path file : texts()) {
      Matcher citation = CITATION.matcher(Files.readString(file));
      while (citation.find()) {
        Matcher number = NUMBER.matcher(citation.group(2));
        while (number.find()) {
          cited++;
          if (!sections.getOrDefault(citation.group(1), Set.of()).contains(number.group())) {
            missing.add(ROOT.relativize(file) + ": " + citation.group());
          }
        }
      }
    }
    assertThat(missing).as("citations of sections that do not exist").isEmpty();
    assertThat(cited).as("number of citations found").isGreaterThan(20);
  }

  private static Map<String, Set<String>> sections() throws IOException {
    Map<String, Set<String>> sections = new TreeMap<>();
    try (Stream<Path> files = Files.list(SPECIFICATIONS)) {
      for (Path file : files.toList()) {
        Set<String> numbers =
            HEADING.matcher(Files.readString(file))
                .results()
                .map(heading -> heading.group(1))
                .collect(Collectors.toSet());
        sections.put(file.getFileName().toString(), numbers);
      }
    }
    return sections;
  }

  /** Returns the sources of all modules, and the documents. */
  private static List<Path> texts() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files.filter(SpecificationCitationsTest::isText).toList();
    }
  }

  private static boolean isText(Path file) {
    String path = ROOT.relativize(file).toString();
    boolean isSource = path.endsWith(".java") && path.contains("src/");
    boolean isDocument =
        path.endsWith(".md") && (!path.contains("/") || path.startsWith("docs/"));
    return (isSource || isDocument) && !path.contains("target/");
  }
}
