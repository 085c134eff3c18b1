package io.gypsum.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** File names in processes with locales that are not installed, or whose encoding is not UTF-8. */
class FileNameLocaleTest {
  @TempDir private Path temporary;
  private Path launcher;

  /** Installs the launcher with a JDK that prints the properties of the process that the launcher starts. */
  @BeforeEach
  void install() throws IOException {
    launcher = temporary.resolve("gypsum");
    Files.copy(Path.of("..", "gypsum"), launcher);
    Path packaging = Files.createDirectory(temporary.resolve("packaging"));
    Files.copy(Path.of("..", "packaging", "launch.sh"), packaging.resolve("launch.sh"));
    Path dist = Files.createDirectories(temporary.resolve("cli/target/dist/lib")).getParent();
    Files.createFile(dist.resolve("built"));
    Files.createFile(dist.resolve("lib/picocli-0.jar"));
    Path bin = Files.createDirectories(temporary.resolve("jdk/bin"));
    Files.writeString(temporary.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    Path java =
        Files.writeString(
            bin.resolve("java"), "#!/bin/sh\nexec '" + System.getProperty("java.home")
                + "/bin/java' -XshowSettings:properties -version\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  private static ProcessBuilder with(ProcessBuilder process, String locale) {
    process.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    for (String assignment : locale.split(" ")) {
      String[] parts = assignment.split("=", 2);
      process.environment().put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    return process;
  }

  private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return text;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LC_ALL=C", "LC_ALL=POSIX", "LC_ALL=en_US.UTF-8", "LANG=de_DE.ISO-8859-1",
          "LANG=en_US.UTF-8 LC_CTYPE=C.UTF-8", "LC_CTYPE=UTF-8", "LC_ALL=", "LC_ALL=C.UTF-8",
          "LANG=C.UTF-8"})
  void theLauncherSetsTheEncodingOfFileNames(String locale) throws Exception {
    ProcessBuilder process = with(new ProcessBuilder("bash", launcher.toString()), locale);
    process.environment().put("GYPSUM_JAVA_HOME", temporary.resolve("jdk").toString());

    assertThat(run(process)).containsPattern("sun\\.jnu\\.encoding = UTF-8\\R");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LC_ALL=C", "LC_ALL=POSIX", "LC_ALL=en_US.UTF-8", "LANG=de_DE.ISO-8859-1"})
  void withoutTheLauncherNoDamagedNameIsPublished(String locale) throws Exception {
    Path directory = Files.createDirectory(temporary.resolve("data"));
    Files.writeString(directory.resolve("na\u00efve.txt"), "x");

    for (String[] arguments : List.of(
        put(directory.toString(), "p/a/v1"), put(directory.toString(), "p/a/na\u00efve"))) {
      assertThat(run(with(JvmProcess.of(arguments), locale)))
          .startsWith("gypsum: ")
          .hasLineCount(1)
          .contains("LC_ALL=C.UTF-8");
    }
  }

  private String[] put(String directory, String version) {
    return new String[] {"put", directory, version, "--dry-run", "--cache",
        temporary.resolve("cache").toString(), "--url", "http://127.0.0.1:9"};
  }

  @Test
  void aPathThatIsNotUtf8IsNotReplacedByAnotherOne() throws Exception {
    for (String command : List.of(
        "put \"$d\" p/a/v1 --dry-run", "clone p/a/v1 \"$d\"", "get p/a/v1:x --to \"$d\"")) {
      ProcessBuilder java = JvmProcess.of();
      ProcessBuilder shell =
          with(
              new ProcessBuilder(
                  "sh", "-c",
                  "d=$(printf 'na\\357ve'); mkdir -p \"$d\"; exec \"$@\" " + command
                      + " --url http://127.0.0.1:9 --cache cache",
                  "sh"),
              "LC_ALL=C.UTF-8")
              .directory(temporary.toFile());
      shell.command().addAll(java.command());

      assertThat(run(shell)).as(command)
          .startsWith("gypsum: ")
          .contains("characters that are lost");
    }
    try (var files = Files.list(temporary)) {
      assertThat(files.map(file -> file.toUri().getRawPath()))
          .anyMatch(file -> file.contains("na%EFve"))
          .noneMatch(file -> file.contains("%EF%BF%BD"));
    }
  }
}
