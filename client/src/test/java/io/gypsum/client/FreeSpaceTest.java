package io.gypsum.client;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class FreeSpaceTest {
  private final RecordingListener listener = new RecordingListener();
  @TempDir private Path directory;

  @Test
  void aDownloadThatFitsIsNotReported() {
    FreeSpace.warn(directory, 1000, 1000, listener);
    FreeSpace.warn(directory.resolve("a/b"), 1, listener);
    assertThat(listener.events).isEmpty();
  }

  @Test
  void aDownloadThatNeedsOneByteMoreIsReported() {
    FreeSpace.warn(Path.of("/data"), 3_000_001, 3_000_000, listener);
    assertThat(listener.events).containsExactly(
        "warns the download needs 4 MB, but only 3 MB are free on the file system of '/data'");
  }

  @Test
  void theFileSystemOfADirectoryThatDoesNotExistIsThatOfItsParent() {
    FreeSpace.warn(directory.resolve("a/b"), Long.MAX_VALUE, listener);
    assertThat(listener.events).singleElement().asString().contains("a/b'");
  }
}
