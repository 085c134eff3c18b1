package io.gypsum.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that what the pages of the repository refer to exists: linked files and headings, and classes. */
class DocumentLinksTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]*)\\)");
  /** A class, perhaps with the end of its package and with a method, such as {@code lock/ProjectLocks.acquire}. */
  private static final Pattern CLASS =
      Pattern.compile("`((?:[a-z][\\w-]*/)*[A-Z][A-Za-z0-9]+)(?:\\.\\w+)?`");

  static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, docs).filter(page -> page.toString().endsWith(".md")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadToExistingTargets(Path page) throws IOException {
    assertLinksExist(page);
  }

  static void assertLinksExist(Path page) throws IOException {
    Matcher link = LINK.matcher(withoutCode(page));
    while (link.find()) {
      String target = link.group(1);
      if (!target.contains("://")) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        assertThat(file).as("%s in %s", target, page).exists();
        if (parts.length == 2) {
          assertThat(anchors(file)).as("%s in %s", target, page).contains(parts[1]);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md"})
  void namedClassesExist(String page) throws IOException {
    List<String> sources = sources();
    List<String> named =
        CLASS.matcher(Files.readString(ROOT.resolve(page)))
            .results()
            .map(name -> "/" + name.group(1) + ".java")
            .toList();

    assertThat(named).isNotEmpty()
        .allSatisfy(name -> assertThat(sources).as(name).anyMatch(file -> file.endsWith(name)));
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      List<String> sources = new ArrayList<>();
      for (Path source : modules.map(module -> module.resolve("src")).toList()) {
        if (Files.isDirectory(source)) {
          try (Stream<Path> files = Files.walk(source)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(sources::add);
          }
        }
      }
      return sources;
    }
  }

  private static String withoutCode(Path page) throws IOException {
    return Files.readString(page).replaceAll("(?ms)^```.*?^```$", "").replaceAll("`[^`\n]*`", "`");
  }

  /** Returns the anchors that GitHub creates for the headings of a page. */
  private static Set<String> anchors(Path page) throws IOException {
    return Files.readString(page)
        .replaceAll("(?ms)^```.*?^```$", "")
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceAll("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
