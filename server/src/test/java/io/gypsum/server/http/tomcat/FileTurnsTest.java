package io.gypsum.server.http.tomcat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.TestHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileTurnsTest {
  @TempDir Path directory;

  private Path file(int sizeBytes) throws IOException {
    byte[] content = new byte[sizeBytes];
    new Random(sizeBytes).nextBytes(content);
    return Files.write(directory.resolve("file"), content);
  }

  @ParameterizedTest
  @CsvSource({"-1, -1", "0, 0", "1, 0", "3000000, 0"})
  void aTurnIsBounded(int moreRequested, int moreSent) throws IOException {
    Path file = file(3 * FileTurns.MAX_TURN_BYTES);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    try (FileChannel channel = FileTurns.channel(file)) {
      long count =
          channel.transferTo(
              10, FileTurns.MAX_TURN_BYTES + moreRequested, Channels.newChannel(sent));
      assertThat(count).isEqualTo(FileTurns.MAX_TURN_BYTES + moreSent);
    }
    assertThat(sent.toByteArray())
        .isEqualTo(Arrays.copyOfRange(Files.readAllBytes(file), 10, 10 + sent.size()));
  }

  @Test
  void aMissingFileFailsWhenItIsSent() {
    FileChannel channel = FileTurns.channel(directory.resolve("missing"));
    assertThatThrownBy(
        () -> channel.transferTo(0, 1, Channels.newChannel(new ByteArrayOutputStream())))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aSymbolicLinkIsNotFollowed() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), file(10));
    try (FileChannel channel = FileTurns.channel(link)) {
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      assertThatThrownBy(() -> channel.transferTo(0, 10, Channels.newChannel(sent)))
          .isInstanceOf(IOException.class);
      assertThat(sent.size()).isZero();
    }
  }

  @Test
  void closingClosesTheFile() throws IOException {
    FileChannel channel = FileTurns.channel(file(10));
    assertThat(channel.size()).isEqualTo(10);
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(channel::size).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aFileOfManyTurnsIsSentCompletelyBeforeTheNextResponse() throws IOException {
    int sizeBytes = 5 * FileTurns.MAX_TURN_BYTES + 1;
    Path file = file(sizeBytes);
    try (
        HttpServer server =
            TestHttp.start(
                TestHttp.get(
                    "/file",
                    exchange -> exchange.sendFile(200, "text/plain", file, 0, sizeBytes)));
        RawHttp client = new RawHttp(server.port())) {
      String request = RawHttp.head("GET", "/file") + "\r\n";
      client.send(request + request);
      for (int i = 0; i < 2; i++) {
        assertThat(Arrays.equals(client.answer(false).body(), Files.readAllBytes(file))).isTrue();
      }
    }
  }
}
