package io.gypsum.client.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.core.concurrent.Sleeper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The record of a file system without hard links, which exists before it is written. */
class ServerRecordTest {
  private static final URI ONE = URI.create("https://one.example.org");

  @TempDir private Path root;
  private final AtomicInteger waits = new AtomicInteger();

  @BeforeEach
  void createRecord() throws IOException {
    Files.writeString(root.resolve("SERVER"), "");
  }

  private Path directory(Sleeper sleeper) {
    return ServerRecord.directory(root, ONE, false, sleeper);
  }

  @Test
  void aRecordThatIsBeingWrittenIsReadAgain() {
    Path directory = directory(time -> {
      if (waits.incrementAndGet() == 3) {
        write("https://one.example.org\n");
      }
    });
    assertThat(directory).isEqualTo(root);
    assertThat(waits).hasValue(3);
  }

  @Test
  void aRecordThatStaysEmptyMeansThePublicServer() {
    Path directory = directory(time -> waits.incrementAndGet());
    assertThat(directory).isEqualTo(root.resolve("servers/one.example.org_443"));
    assertThat(waits).hasValue(9);
  }

  private void write(String text) {
    try {
      Files.writeString(root.resolve("SERVER"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
