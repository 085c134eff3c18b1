package io.gypsum.client.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.concurrent.BufferPipeline;
import io.gypsum.core.document.Md5;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileChecksumTest {
  @TempDir Path directory;

  private Path file(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Files.write(directory.resolve("file"), bytes);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
          0, 1, BufferPipeline.MIN_INLINE_BUFFER_BYTES - 1, BufferPipeline.MIN_INLINE_BUFFER_BYTES,
          BufferPipeline.MAX_INLINE_BUFFER_BYTES, 3 * BufferPipeline.MAX_INLINE_BUFFER_BYTES,
          (int) BufferPipeline.MAX_INLINE_BYTES, (int) BufferPipeline.MAX_INLINE_BYTES + 1,
          (int) BufferPipeline.MAX_INLINE_BYTES + BufferPipeline.THREADED_BUFFER_BYTES
      })
  void theSizeAndHashAreThoseOfTheFile(int size) throws IOException {
    Path file = file(size);
    Md5 expected = Md5.of(Md5.newDigest().digest(Files.readAllBytes(file)));
    assertThat(FileChecksum.of(file)).isEqualTo(new FileChecksum(size, expected));
  }

  /** The kernel reports the size 0 for files in /proc. */
  @Test
  void aFileThatIsLargerThanReportedIsReadToItsEnd() {
    assertThat(FileChecksum.of(Path.of("/proc/cpuinfo")).sizeBytes()).isPositive();
  }

  @Test
  void anInterruptWhileWaitingForTheHashIsReported() throws IOException {
    Path file = file((int) BufferPipeline.MAX_INLINE_BYTES + 1);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> FileChecksum.of(file))
        .isInstanceOf(RequestFailedException.class)
        .hasMessageContaining("interrupted")
        .hasMessageContaining(file.toString());
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> FileChecksum.of(directory.resolve("none")))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("none");
  }
}
