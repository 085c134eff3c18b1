package io.gypsum.e2e.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code ./gypsum} of a checkout prints, with a Maven whose builds fail. */
class CheckoutLauncherTest {
  @TempDir private Path directory;

  @BeforeEach
  void copyLauncher() throws IOException {
    Files.copy(Path.of("../gypsum"), directory.resolve("gypsum"));
    Path packaging = Files.createDirectory(directory.resolve("packaging"));
    Files.copy(Path.of("../packaging/launch.sh"), packaging.resolve("launch.sh"));
    Path maven = Files.createDirectory(directory.resolve("bin")).resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\necho '[ERROR] no network'\nexit 1\n");
    Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String run() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("bash", "gypsum", "--version");
    builder.directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("GYPSUM_JAVA_HOME", System.getProperty("java.home"));
    builder.environment()
        .merge("PATH", directory.resolve("bin") + ":", (path, first) -> first + path);
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(1);
    return output;
  }

  @Test
  void theFirstBuildIsAnnouncedWithItsLog() throws Exception {
    Path log = directory.toRealPath().resolve("cli/target/build.log");

    assertThat(run().lines()).containsExactly(
        "building gypsum (first run, takes a few minutes; log: " + log + ")…",
        "[ERROR] no network", "gypsum: the build failed; see " + log);
    assertThat(log).hasContent("[ERROR] no network");
  }

  @Test
  void aFurtherBuildIsAnnouncedWithItsReason() throws Exception {
    Files.createDirectories(directory.resolve("cli/target/dist"));
    Files.writeString(directory.resolve("cli/target/dist/built"), "");
    Files.setLastModifiedTime(
        directory.resolve("cli/target/dist/built"), FileTime.fromMillis(0));
    Files.writeString(directory.resolve("pom.xml"), "");

    assertThat(run()).startsWith("building gypsum (sources changed; log: ");
  }
}
