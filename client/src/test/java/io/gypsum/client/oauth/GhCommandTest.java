package io.gypsum.client.oauth;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class GhCommandTest {
  private static final Duration AMPLE = Duration.ofMinutes(1);

  @TempDir Path directory;

  private GhCommand gh(String script, Duration limit) throws Exception {
    Path gh = directory.resolve("gh");
    Files.writeString(gh, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(gh, PosixFilePermissions.fromString("rwx------"));
    return new GhCommand(directory.toString(), limit);
  }

  @Test
  void returnsTheTokenAndRunsOnce() throws Exception {
    Path asked = directory.resolve("asked");
    GhCommand gh = gh("echo \"$@\" >>'" + asked + "'\necho noise >&2\necho gho_x", AMPLE);
    assertThat(gh.token()).contains("gho_x");
    assertThat(gh.token()).contains("gho_x");
    assertThat(asked).hasContent("auth token --hostname github.com\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exit 1", "echo gho_x; exit 4", "echo", "echo two words", "kill -9 $$"})
  void findsNothingIfGhHasNoToken(String script) throws Exception {
    assertThat(gh(script, AMPLE).token()).isEmpty();
  }

  @Test
  void findsNothingIfGhWaitsForInput() throws Exception {
    assertThat(gh("read line && echo \"$line\"", AMPLE).token()).isEmpty();
  }

  @Test
  void findsNothingIfGhHangs() throws Exception {
    GhCommand gh = gh("sleep 600; echo gho_x", Duration.ofMillis(200));
    assertThat(gh.token()).isEmpty();
    assertThat(gh.token()).isEmpty();
  }

  @Test
  void findsNothingWithoutGh() {
    assertThat(new GhCommand(null, AMPLE).token()).isEmpty();
    assertThat(new GhCommand("", AMPLE).token()).isEmpty();
    assertThat(new GhCommand(directory.toString(), AMPLE).token()).isEmpty();
  }

  @Test
  void findsNothingIfGhCannotBeExecuted() throws Exception {
    gh("echo gho_x", AMPLE);
    Path gh = directory.resolve("gh");
    Files.setPosixFilePermissions(gh, PosixFilePermissions.fromString("rw-------"));
    assertThat(new GhCommand(directory.toString(), AMPLE).token()).isEmpty();
    Files.writeString(gh, "no program");
    Files.setPosixFilePermissions(gh, PosixFilePermissions.fromString("rwx------"));
    assertThat(new GhCommand(directory.toString(), AMPLE).token()).isEmpty();
  }

  @Test
  void ignoresGhInTheCurrentDirectory() throws Exception {
    gh("echo gho_x", AMPLE);
    Path relative = Path.of("").toAbsolutePath().relativize(directory);
    String path = "." + File.pathSeparator + File.pathSeparator + relative;
    assertThat(new GhCommand(path, AMPLE).token()).isEmpty();
    assertThat(new GhCommand(path + File.pathSeparator + directory, AMPLE).token())
        .contains("gho_x");
  }

  @Test
  void runsAgainAfterAnInterrupt() throws Exception {
    GhCommand gh = gh("echo gho_x", AMPLE);
    Thread.currentThread().interrupt();
    assertThat(catchThrowableOfType(GypsumException.class, gh::token))
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(gh.token()).contains("gho_x");
  }
}
