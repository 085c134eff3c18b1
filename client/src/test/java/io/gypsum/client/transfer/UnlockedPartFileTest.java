package io.gypsum.client.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Downloads of one file by two processes, on file systems whose locks have no effect or do not exist. */
class UnlockedPartFileTest {
  private static final byte[] CONTENT = new byte[700_000];

  static {
    new Random(1).nextBytes(CONTENT);
  }

  @TempDir Path directory;
  private final Random random = new Random(2);

  private DownloadRequest request() {
    FileAddress file = new FileAddress(AssetVersion.parse("p/a/v1"), new UserPath("x"));
    ManifestEntry entry =
        new ManifestEntry(CONTENT.length, Md5.of(Md5.newDigest().digest(CONTENT)), null);
    return new DownloadRequest(
        file, file.key(), entry, directory.resolve("x"), true, bytes -> {});
  }

  /** Opens the file as a process on a file system whose locks have no effect. */
  private PartFile open() {
    return PartFile.open(request(), random, UnlockedPartFileTest::uselessLock);
  }

  private static FileLock uselessLock(FileChannel channel) {
    return new FileLock(channel, 0, 1, false) {
      @Override
      public boolean isValid() {
        return true;
      }

      @Override
      public void release() {}
    };
  }

  private static void receive(PartFile part, int from, int to) throws IOException {
    part.append(new ByteArrayInputStream(Arrays.copyOfRange(CONTENT, from, to)));
  }

  private void assertThatTheFileIsComplete() throws IOException {
    assertThat(directory.resolve("x")).hasBinaryContent(CONTENT);
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void bothProcessesCompleteTheFile() throws IOException {
    try (PartFile first = open()) {
      receive(first, 0, 300_000);
      try (PartFile second = open()) {
        receive(second, (int) second.sizeBytes(), CONTENT.length);
        second.requireCorrect();
        second.publish();
      }
      assertThat(directory.resolve("x")).hasBinaryContent(CONTENT);
      receive(first, 300_000, CONTENT.length);
      first.requireCorrect();
      first.publish();
    }
    assertThatTheFileIsComplete();
  }

  @Test
  void aProcessThatStartsAgainDoesNotTruncateTheFileOfTheOther() throws IOException {
    try (PartFile first = open(); PartFile second = open()) {
      receive(first, 0, CONTENT.length);
      receive(second, 0, 1000);
      second.restart();
      RequestFailedException failure =
          catchThrowableOfType(RequestFailedException.class, first::publish);
      assertThat(failure.isRetryable()).isTrue();
      receive(first, 0, CONTENT.length);
      first.requireCorrect();
      first.publish();
      receive(second, 0, CONTENT.length);
      second.publish();
    }
    assertThatTheFileIsComplete();
  }

  @Test
  void anIncompleteFileOfAnotherProcessIsNeverPublished() throws IOException {
    try (PartFile first = open()) {
      receive(first, 0, CONTENT.length);
      Files.delete(request().partFile());
      try (PartFile other = open()) {
        receive(other, 0, 1000);
        RequestFailedException failure =
            catchThrowableOfType(RequestFailedException.class, first::publish);
        assertThat(failure.isRetryable()).isTrue();
        assertThat(directory.resolve("x")).doesNotExist();
        receive(first, 0, CONTENT.length);
        first.publish();
        receive(other, 1000, CONTENT.length);
        other.publish();
      }
    }
    assertThatTheFileIsComplete();
  }

  @Test
  void aBodyThatIsTooLongDoesNotChangeThePublishedFile() throws IOException {
    try (PartFile first = open(); PartFile second = open()) {
      receive(first, 0, CONTENT.length);
      first.publish();
      second.append(new ByteArrayInputStream(Arrays.copyOf(CONTENT, CONTENT.length + 10)));
      assertThat(second.isCorrect()).isFalse();
    }
    assertThat(directory.resolve("x")).hasBinaryContent(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"No locks available", "Function not implemented"})
  void aFileSystemWithoutLocksIsUsedWithoutThem(String problem) throws IOException {
    PartFile.FileLocker failing = channel -> {
      throw new IOException(problem);
    };
    try (PartFile first = PartFile.open(request(), random, failing);
        PartFile second = PartFile.open(request(), random, failing)) {
      receive(first, 0, CONTENT.length);
      receive(second, 0, 10);
      first.requireCorrect();
      first.publish();
      receive(second, 10, CONTENT.length);
      second.requireCorrect();
      second.publish();
    }
    assertThatTheFileIsComplete();
  }
}
