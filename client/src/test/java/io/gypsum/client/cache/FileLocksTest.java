package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class FileLocksTest {
  @TempDir private Path directory;

  @Test
  @EnabledOnOs(OS.LINUX)
  void locksOfEveryKindAreFoundByTheirInode() throws IOException {
    Path file = Files.createFile(directory.resolve("x.lock"));
    Path other = Files.createFile(directory.resolve("other"));
    Object inode = Files.getAttribute(file, "unix:ino");
    FileLocks locks =
        FileLocks.of(
            List.of(
                "1: FLOCK  ADVISORY  WRITE 4711 08:02:" + inode + " 0 EOF", "", "2: odd",
                "3: POSIX  ADVISORY  READ 1 00:1a:x 0 EOF"));
    assertThat(locks.contains(file)).isTrue();
    assertThat(locks.contains(other)).isFalse();
    assertThat(locks.contains(directory.resolve("missing"))).isFalse();
    assertThat(FileLocks.of(List.of()).contains(file)).isFalse();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theLocksOfThisMomentAreRead() throws IOException {
    Path file = directory.resolve("LOCK");
    try (
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThat(FileLocks.current().contains(file)).isTrue();
    }
    assertThat(FileLocks.current().contains(file)).isFalse();
  }
}
