package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** File systems whose locks have no effect or do not exist. */
class UnlockedCacheTest {
  @TempDir Path directory;

  @Test
  void aFileSystemWithoutLocksIsUsedWithoutThem() throws Exception {
    Path file = directory.resolve("LOCK");
    try (ProcessLock one = ProcessLock.acquire(file, channel -> {
      throw new IOException("No locks available");
    }, holder -> {})) {
      assertThat(one).isNotNull();
    }
    try (ProcessLock lock = ProcessLock.acquire(file)) {
      assertThat(lock).isNotNull();
    }
  }

  @Test
  void twoProcessesThatWriteTheSameFileBothEndWithTheCompleteFile() throws IOException {
    Path file = directory.resolve("file");
    AtomicFile writer = AtomicFile.of(file).via(directory.resolve("..part"));
    writer.write(first -> {
      Channels.newOutputStream(first).write("comp".getBytes(UTF_8));
      writer.write(second -> {
        Channels.newOutputStream(second).write("complete".getBytes(UTF_8));
      });
      assertThat(file).hasContent("complete");
      Channels.newOutputStream(first).write("lete".getBytes(UTF_8));
    });
    assertThat(file).hasContent("complete");
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }
}
