package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;

import io.gypsum.core.document.Md5;
import io.gypsum.core.hash.RunningHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class BackgroundWriterTest {
  private static final int BUFFERS = 40;

  @TempDir Path directory;

  @Test
  void allIsWrittenAndHashedInItsOrder() throws Exception {
    byte[] expected = new byte[BUFFERS * 1000];
    new Random(1).nextBytes(expected);
    Path path = directory.resolve("file");
    MessageDigest digest = Md5.newDigest();
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        EarlyWriteBack writeBack = new EarlyWriteBack(file)) {
      try (RunningHash hash = RunningHash.inBackground(digest);
          BackgroundWriter writer = new BackgroundWriter(file, hash, writeBack, 0)) {
        for (int i = 0; i < BUFFERS; i++) {
          byte[] buffer = hash.nextBuffer();
          System.arraycopy(expected, i * 1000, buffer, 0, 1000);
          writer.take(buffer, 1000);
        }
        writer.finish();
      }
      writeBack.finish();
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(expected);
    assertThat(Md5.of(digest.digest())).isEqualTo(Md5.of(Md5.newDigest().digest(expected)));
  }

  /** The kernel says of this file that the disk is full. */
  @Test
  void whatCannotBeWrittenIsToldToWhoeverGivesMoreAndAtTheEnd() throws Exception {
    try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
      requireFailure(full, IOException.class, "No space left on device");
    }
  }

  /** Something that nobody foresaw must not leave the reader waiting for a buffer. */
  @Test
  void soIsWhatIsNoFailureOfTheDisk() throws Exception {
    Path path = Files.createFile(directory.resolve("file"));
    try (FileChannel readOnly = FileChannel.open(path, StandardOpenOption.READ)) {
      requireFailure(readOnly, IllegalStateException.class, "cannot write");
      assertThatThrownBy(() -> feed(readOnly))
          .hasCauseInstanceOf(NonWritableChannelException.class);
    }
  }

  private static void requireFailure(
      FileChannel file, Class<? extends Exception> type, String message) {
    assertThatThrownBy(() -> feed(file)).isInstanceOf(type).hasMessageContaining(message);
    assertThatThrownBy(() -> oneBuffer(file)).isInstanceOf(type).hasMessageContaining(message);
  }

  /** Gives it more than there are buffers. */
  private static void feed(FileChannel file) throws Exception {
    try (EarlyWriteBack writeBack = new EarlyWriteBack(file);
        RunningHash hash = RunningHash.inBackground(null);
        BackgroundWriter writer = new BackgroundWriter(file, hash, writeBack, 0)) {
      for (int i = 0; i < BUFFERS; i++) {
        byte[] buffer = hash.nextBuffer();
        Arrays.fill(buffer, (byte) i);
        writer.take(buffer, buffer.length);
      }
      throw new AssertionError("nobody told of the failure");
    }
  }

  private static void oneBuffer(FileChannel file) throws Exception {
    try (EarlyWriteBack writeBack = new EarlyWriteBack(file);
        RunningHash hash = RunningHash.inBackground(null);
        BackgroundWriter writer = new BackgroundWriter(file, hash, writeBack, 0)) {
      writer.take(hash.nextBuffer(), 1);
      writer.finish();
    }
  }
}
