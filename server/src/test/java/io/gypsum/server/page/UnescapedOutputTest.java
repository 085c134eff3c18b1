package io.gypsum.server.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Templates write text without escaping only where a sanitizer or a writer of this project produced it. */
class UnescapedOutputTest {
  private static final Path TEMPLATES = Path.of("src/main/jte");
  private static final Pattern UNSAFE = Pattern.compile("\\$unsafe\\{([^}]*)}");
  /** Written by {@code JsonLd}; by {@code MarkdownRenderer}, which sanitizes; and by {@code Svg}, for each {@code Figure}. */
  private static final Set<String> ALLOWED =
      Set.of(
          "page.head().jsonLd()", "markdown.html()", "site.about()", "plot.html()",
          "view.content().digest().fileTypes().html()", "view.uploads().html()",
          "view.sizes().html()", "view.quota().plot().html()");

  @Test
  void onlySanitizedAndGeneratedTextIsNotEscaped() throws IOException {
    Set<String> found = new TreeSet<>();
    List<Path> templates;
    try (Stream<Path> files = Files.walk(TEMPLATES)) {
      templates = files.filter(file -> file.toString().endsWith(".jte")).toList();
    }
    for (Path template : templates) {
      Matcher unsafe = UNSAFE.matcher(Files.readString(template));
      while (unsafe.find()) {
        found.add(unsafe.group(1).strip());
      }
    }
    assertThat(found).contains("markdown.html()").isSubsetOf(ALLOWED);
  }
}
