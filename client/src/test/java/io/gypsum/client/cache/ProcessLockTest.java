package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.client.cache.ProcessLock.SystemLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessLockTest {
  /** A lock that another process holds until this one waits for it. */
  private static final SystemLock HELD = new SystemLock() {
    @Override
    public FileLock lock(FileChannel channel) throws IOException {
      return channel.lock();
    }

    @Override
    public FileLock tryLock(FileChannel channel) {
      return null;
    }
  };

  @TempDir private Path directory;
  private final List<String> holders = new ArrayList<>();

  private void acquire(SystemLock lock) throws InterruptedException {
    try (ProcessLock acquired =
        ProcessLock.acquire(directory.resolve("LOCK"), lock, holders::add)) {
      assertThat(acquired).isNotNull();
    }
  }

  @Test
  void theHolderOfALockIsReportedToTheProcessThatWaits() throws Exception {
    acquire(SystemLock.EXCLUSIVE);
    assertThat(holders).isEmpty();
    acquire(HELD);
    assertThat(holders).singleElement()
        .asString()
        .startsWith("process " + ProcessHandle.current().pid() + " of ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\u001b[2Jprocess 1", "by an R client"})
  void theHolderMayBeUnknown(String content) throws Exception {
    Files.writeString(directory.resolve("LOCK"), content);
    acquire(HELD);
    assertThat(holders).containsExactly("another process");
  }

  @Test
  void theTextOfAHolderIsEscapedAndBounded() throws Exception {
    Files.writeString(directory.resolve("LOCK"), "process 1\u001b[2J" + "x".repeat(10_000));
    acquire(HELD);
    assertThat(holders).singleElement()
        .asString()
        .startsWith("process 1")
        .doesNotContain("\u001b")
        .hasSizeLessThan(300);
  }
}
