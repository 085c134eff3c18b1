package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

import io.gypsum.core.concurrent.BufferPipeline;
import io.gypsum.core.concurrent.BufferPipeline.Stage;
import io.gypsum.core.document.Md5;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Writing in a pipeline. */
@Timeout(60)
class WriteStageTest {
  private static final int BUFFERS = 40;

  @TempDir Path directory;

  @Test
  void allBytesAreWrittenAndHashedInOrder() throws Exception {
    byte[] expected = new byte[BUFFERS * 1000];
    new Random(1).nextBytes(expected);
    Path path = directory.resolve("file");
    MessageDigest digest = Md5.newDigest();
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        BufferPipeline pipeline =
            BufferPipeline.threaded(
                "write", List.of(new WriteStage(file), Stage.hash(digest)))) {
      for (int i = 0; i < BUFFERS; i++) {
        byte[] buffer = pipeline.nextBuffer();
        System.arraycopy(expected, i * 1000, buffer, 0, 1000);
        pipeline.submit(buffer, 1000);
      }
      pipeline.finish();
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(expected);
    assertThat(Md5.of(digest.digest())).isEqualTo(Md5.of(Md5.newDigest().digest(expected)));
  }

  @Test
  void aLargeFileIsWrittenBackWhileItGrows() throws Exception {
    int buffers = 300;
    Path path = directory.resolve("file");
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        BufferPipeline pipeline =
            BufferPipeline.threaded("write", List.of(new WriteStage(file)))) {
      for (int i = 0; i < buffers; i++) {
        byte[] buffer = pipeline.nextBuffer();
        pipeline.submit(buffer, buffer.length);
      }
      pipeline.finish();
    }
    assertThat(path).hasSize((long) buffers * BufferPipeline.THREADED_BUFFER_BYTES);
  }

  @Test
  void aFailedWriteBackIsReported() throws Exception {
    IOException failure = new IOException("Input/output error");
    CountDownLatch writtenBack = new CountDownLatch(1);
    FileChannel broken = new FullDisk(Long.MAX_VALUE) {
      @Override
      public void force(boolean metadata) throws IOException {
        writtenBack.countDown();
        throw failure;
      }
    };
    BufferPipeline pipeline = BufferPipeline.threaded("write", List.of(new WriteStage(broken)));
    assertThatThrownBy(() -> {
      for (int i = 0; i < 300; i++) {
        byte[] buffer = pipeline.nextBuffer();
        pipeline.submit(buffer, buffer.length);
      }
      writtenBack.await();
      pipeline.finish();
    }).isSameAs(failure);
    assertThatThrownBy(pipeline::finish).isSameAs(failure);
  }

  /** Writes to a file for which the kernel reports that the disk is full. */
  @Test
  void aFailedWriteIsReportedByTheNextBufferAndAtTheEnd() throws Exception {
    try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
      requireFailure(full, IOException.class, "No space left on device");
    }
  }

  /** An unexpected exception must not leave the caller waiting for a buffer. */
  @Test
  void anUncheckedExceptionIsReportedToo() throws Exception {
    Path path = Files.createFile(directory.resolve("file"));
    try (FileChannel readOnly = FileChannel.open(path, StandardOpenOption.READ)) {
      requireFailure(readOnly, IllegalStateException.class, "cannot write");
      assertThatThrownBy(() -> writeManyBuffers(readOnly))
          .hasCauseInstanceOf(NonWritableChannelException.class);
    }
  }

  private static void requireFailure(
      FileChannel file, Class<? extends Exception> type, String message) {
    assertThatThrownBy(() -> writeManyBuffers(file))
        .isInstanceOf(type)
        .hasMessageContaining(message);
    assertThatThrownBy(() -> writeOneBuffer(file))
        .isInstanceOf(type)
        .hasMessageContaining(message);
  }

  /** Submits more buffers than the pipeline has. */
  private static void writeManyBuffers(FileChannel file) throws Exception {
    try (BufferPipeline pipeline =
        BufferPipeline.threaded("write", List.of(new WriteStage(file)))) {
      for (int i = 0; i < BUFFERS; i++) {
        byte[] buffer = pipeline.nextBuffer();
        Arrays.fill(buffer, (byte) i);
        pipeline.submit(buffer, buffer.length);
      }
      throw new AssertionError("the failure was not reported");
    }
  }

  private static void writeOneBuffer(FileChannel file) throws Exception {
    try (BufferPipeline pipeline =
        BufferPipeline.threaded("write", List.of(new WriteStage(file)))) {
      pipeline.submit(pipeline.nextBuffer(), 1);
      pipeline.finish();
    }
  }
}
