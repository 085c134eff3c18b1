package io.gypsum.e2e.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.ImpatientClient;
import io.gypsum.core.GypsumException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client with a cache and a target directory, deep below a directory in which it must not write anything else, and a
 * server that it must not trust.
 */
final class ClientSandbox implements AutoCloseable {
  private static final String TOKEN = "gypsum_" + "x".repeat(43);
  private final Path root = Files.createTempDirectory("gypsum-fuzz-client");
  private final Path work = Files.createDirectories(root.resolve("a/b/c/d"));
  private final HostileServer server = new HostileServer();

  ClientSandbox() throws IOException {}

  /** A call of the client. */
  @FunctionalInterface
  interface Call {
    void run(GypsumClient client, Path target) throws IOException;
  }

  HostileServer server() {
    return server;
  }

  /**
   * Makes the call, then removes everything that the client has written.
   *
   * @param responses what the server responds; it may contain the token, which a fuzzer can find out
   */
  void run(byte[] responses, Call call) throws IOException {
    boolean isKnownToServer = new String(responses, StandardCharsets.ISO_8859_1).contains(TOKEN);
    Path cache = work.resolve("cache");
    Path target = Files.createDirectories(work.resolve("target"));
    try (GypsumClient client =
        ImpatientClient.of(
            GypsumClient.builder()
                .url(server.url())
                .token(TOKEN)
                .cacheDirectory(cache)
                .concurrency(2)
                .answerTimeout(Duration.ofSeconds(5))
                .stallTimeout(Duration.ofSeconds(5)))) {
      call.run(client, target);
    } catch (GypsumException e) {
      assertThat(e.reason().contains(TOKEN) && !isKnownToServer).as(e.reason()).isFalse();
    } catch (IOException e) {
      // The failure of a channel.
    }
    assertThat(server.tokenLeaked()).as("the token was sent to another server").isFalse();
    assertThat(outside(cache, target)).as("files outside cache and target").isEmpty();
    for (Path directory : List.of(cache, target)) {
      if (Files.exists(directory)) {
        TemporaryFiles.delete(directory);
      }
    }
  }

  private List<Path> outside(Path... allowed) throws IOException {
    List<Path> outside = new ArrayList<>();
    for (Path path : TemporaryFiles.below(root)) {
      boolean inside = work.startsWith(path);
      for (Path directory : allowed) {
        inside |= path.startsWith(directory);
      }
      if (!inside) {
        outside.add(path);
      }
    }
    return outside;
  }

  @Override
  public void close() throws IOException {
    server.close();
    TemporaryFiles.delete(root);
  }
}
