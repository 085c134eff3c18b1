package io.gypsum.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks the documents that {@code packaging/CopyDocs.java} copies into the packages. */
class PackagedDocsTest {
  @TempDir private Path directory;

  @Test
  void linksLeadToWhatThePackageContains() throws Exception {
    Path target = directory.resolve("gypsum");
    copyTo(target);

    List<Path> pages = pages(target);
    assertThat(pages).contains(
        target.resolve("README.md"), target.resolve("CHANGELOG.md"),
        target.resolve("docs/guide/README.md"));
    for (Path page : pages) {
      DocumentLinksTest.assertLinksExist(page);
    }
    assertThat(target.resolve("README.md")).content()
        .contains("[user guide](docs/guide/README.md)", "](examples/java)", "| ARCHITECTURE.md |");
    assertThat(target.resolve("examples/java/pom.xml"))
        .hasSameBinaryContentAs(Path.of("../packaging/examples/java/pom.xml"));
  }

  private static void copyTo(Path target) throws IOException, InterruptedException {
    Process copy =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "../packaging/CopyDocs.java", "..", target.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(copy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(copy.waitFor()).as(output).isZero();
  }

  private static List<Path> pages(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".md")).toList();
    }
  }
}
