package io.gypsum.client.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocalNamesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"a", "d/a b", "na\u00efve?", "nai\u0308ve/\u4e2d%41", "\ud83d\ude00"})
  void namesInUtf8AreReadAsTheyAre(String name) {
    assertThat(LocalNames.slashed(Path.of(name))).isEqualTo(name);
    assertThat(LocalNames.visible(Path.of(name))).isEqualTo(name);
  }

  @Test
  void theBytesOfOtherNamesAreShown() throws Exception {
    Path file = rawFile("d\u00e9/na\\357ve\\303(.txt");

    assertThat(LocalNames.visible(file)).isEqualTo("d\u00e9/na\\xefve\\xc3(.txt");
    assertThatThrownBy(() -> LocalNames.slashed(file))
        .isInstanceOf(GypsumException.class)
        .hasMessage("file name 'd\u00e9/na\\xefve\\xc3(.txt' is not UTF-8; rename the file");
  }

  @Test
  void theReplacementCharacterIsRefused() {
    assertThatThrownBy(() -> LocalNames.slashed(Path.of("na\ufffdve")))
        .hasMessageContaining("contains U+FFFD");
    assertThatThrownBy(() -> LocalNames.requireIntact("p/a/\ufffd"))
        .hasMessageContaining("contains U+FFFD");
    LocalNames.requireIntact("p/a/na\u00efve");
  }

  @Test
  void aPathThatLostItsBytesIsRefused() throws Exception {
    Path file = rawFile("na\\357ve");
    // What the Java process receives for the path on its command line.
    Path argument = directory.resolve(file.toString());

    assertThat(Files.exists(argument)).isFalse();
    assertThatThrownBy(() -> LocalNames.requireComplete(argument))
        .hasMessageContaining("is not UTF-8");
    LocalNames.requireComplete(directory.resolve("na\u00efve"));
  }

  /** Creates a file whose name contains any bytes, which Java cannot do, and returns its path relative to the directory. */
  private Path rawFile(String name) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder(
            List.of(
                "sh", "-c",
                "f=$(printf \"$1\"); mkdir -p \"$(dirname \"$f\")\" && echo x >\"$f\"", "sh",
                name))
            .directory(directory.toFile())
            .start();
    assertThat(shell.waitFor()).isZero();
    try (Stream<Path> files = Files.walk(directory)) {
      return directory.relativize(files.filter(Files::isRegularFile).findFirst().orElseThrow());
    }
  }
}
