package io.gypsum.server.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.gypsum.store.disk.FileSystemSync;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LinuxFileSystemSyncTest {
  @ParameterizedTest
  @CsvSource({
      "Linux,   6.1.0-18-amd64,    ext4,         true",
      "Linux,   6.18.44,           xfs,          true",
      "Linux,   6.1.0,             btrfs,        true",
      "Linux,   6.1.0,             zfs,          true",
      "Linux,   6.1.0,             tmpfs,        true",
      "Linux,   5.8.0,             ext4,         true",
      "Linux,   5.7.19,            ext4,         false",
      "Linux,   4.18.0-553.el8,    ext4,         false",
      "Linux,   unknown,           ext4,         false",
      "Linux,   6.1.0,             nfs,          false",
      "Linux,   6.1.0,             nfs4,         false",
      "Linux,   6.1.0,             fuse.sshfs,   false",
      "Linux,   6.1.0,             overlay,      false",
      "Linux,   6.1.0,             ext3,         false",
      "FreeBSD, 14.0,              zfs,          false",
      "Mac OS X, 14.5,             apfs,         false"})
  void onlyKnownFileSystemsAreSyncedAtOnce(
      String system, String kernel, String type, boolean isSafe) {
    assertThat(LinuxFileSystemSync.isSafe(system, kernel, type)).isEqualTo(isSafe);
  }

  @Test
  void theIdOfTheBootIsARandomUuid() throws IOException {
    assertThat(LinuxFileSystemSync.bootId("0d9a7fb1-71d4-4b8e-9a5c-0f1e2d3c4b5a\n"))
        .isEqualTo("0d9a7fb1-71d4-4b8e-9a5c-0f1e2d3c4b5a");
    for (String constant : List.of("", "\n", "unknown", "00000000-0000-0000-0000-000000000000")) {
      assertThatThrownBy(() -> LinuxFileSystemSync.bootId(constant))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void theFileSystemIsSyncedUntilItIsClosed(@TempDir Path directory) throws IOException {
    Optional<FileSystemSync> opened = LinuxFileSystemSync.open(directory);
    assertThat(opened.isPresent()).isEqualTo(
        LinuxFileSystemSync.isSafe(
            System.getProperty("os.name"), System.getProperty("os.version"),
            Files.getFileStore(directory).type()));
    if (opened.isPresent()) {
      FileSystemSync sync = opened.get();
      Files.writeString(directory.resolve("file"), "text");
      sync.sync();
      sync.sync();
      assertThat(sync.bootId()).matches("[0-9a-f-]{36}");
      sync.close();
      sync.close();
      assertThatThrownBy(sync::sync).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aCallThatFailsReportsItsError() throws IOException {
    assertThatThrownBy(() -> LinuxCalls.link().syncfs(-1)).isInstanceOf(IOException.class)
        .hasMessage("syncfs failed: error 9");
  }
}
