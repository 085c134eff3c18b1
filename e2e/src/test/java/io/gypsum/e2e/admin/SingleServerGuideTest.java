package io.gypsum.e2e.admin;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Follows docs/admin/one-server.md, which installs a server, backs it up, loses its data and restores it. A user then signs in
 * with the token from before the loss, and completes an upload.
 */
class SingleServerGuideTest {
  private static final URI UNUSED = URI.create("http://127.0.0.1:1");

  @Test
  void aServerIsInstalledBackedUpLostAndRestored() throws IOException {
    Path root = Files.createTempDirectory("gypsum-single");
    Sandbox sandbox =
        new Sandbox(root, new GuideNames(root, UNUSED, UNUSED, "unused"), Map.of());
    try (SystemdStub services = new SystemdStub(sandbox)) {
      new GuideRunner(sandbox, services).run(Guide.read(Path.of("../docs/admin/one-server.md")));
      // A line is written after its response; a stopped server has written all.
      services.stop("alone");

      assertThat(accessLog(sandbox))
          .contains(" POST /upload/complete/my-project/counts/v2 200 ")
          .doesNotContain("/my-project/counts/v1 200 ");
      assertThat(services.journal("alone")).doesNotContain(" WARN ", " ERROR ");
    }
    sandbox.delete();
  }

  /** Returns the access log of the restored server: access logs are not in the backup. */
  private static String accessLog(Sandbox sandbox) throws IOException {
    try (Stream<Path> files = Files.list(sandbox.path("alone", "/var/lib/gypsum/access"))) {
      return files.map(SingleServerGuideTest::text).collect(Collectors.joining());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
