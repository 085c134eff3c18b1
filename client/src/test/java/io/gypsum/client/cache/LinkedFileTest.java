package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.client.cache.LinkedFile.Method;
import io.gypsum.client.failure.LocalFileException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LinkedFileTest {
  private static final Method IMPOSSIBLE = (source, made) -> {
    throw new FileSystemException(made.toString(), null, "not on this file system");
  };
  private static final Method UNKNOWN = (source, made) -> {
    throw new UnsupportedOperationException();
  };

  @TempDir private Path directory;
  private Path source;
  private Path made;

  @BeforeEach
  void createSource() throws IOException {
    source = Files.writeString(directory.resolve("source"), "bytes");
    made = directory.resolve("a/b/made");
  }

  @Test
  void rule4CreatesAHardLinkIfPossible() throws IOException {
    LinkedFile.make(source, made);
    assertThat(Files.isSymbolicLink(made)).isFalse();
    assertThat(Files.isSameFile(source, made)).isTrue();
  }

  @Test
  void rule4OtherwiseCreatesASymbolicLinkThatIsRelative() throws IOException {
    LinkedFile.make(source, made, List.of(IMPOSSIBLE, Method.SYMBOLIC_LINK, UNKNOWN));
    assertThat(Files.readSymbolicLink(made)).isEqualTo(Path.of("../../source"));
    assertThat(made).hasContent("bytes");
  }

  @Test
  void rule4OtherwiseCopies() throws IOException {
    LinkedFile.make(source, made, List.of(IMPOSSIBLE, UNKNOWN, Method.COPY));
    assertThat(Files.isSameFile(source, made)).isFalse();
    assertThat(made).hasContent("bytes");
  }

  @Test
  void replacesAFileAndLeavesNoOther() throws IOException {
    Files.createDirectories(made.getParent());
    Files.writeString(made, "old");
    LinkedFile.make(source, made);
    LinkedFile.make(source, made);
    assertThat(made).hasContent("bytes");
    try (Stream<Path> files = Files.list(made.getParent())) {
      assertThat(files).containsExactly(made);
    }
  }

  @Test
  void failsIfNoMethodWorks() {
    assertThatThrownBy(() -> LinkedFile.make(source, made, List.of(IMPOSSIBLE, UNKNOWN)))
        .isInstanceOfAny(LocalFileException.class, UnsupportedOperationException.class);
    assertThat(made).doesNotExist();
    assertThatThrownBy(() -> LinkedFile.make(directory.resolve("none"), made))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("linked to");
  }
}
