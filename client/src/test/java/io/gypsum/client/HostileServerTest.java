package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Servers whose responses never end, or lead elsewhere. */
@Timeout(60)
class HostileServerTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final ProjectName P = new ProjectName("p");
  private static final String SUMMARY =
      "{\"upload_user_id\":\"u\",\"upload_start\":\"2026-01-01T00:00:00Z\",\"upload_finish\":\"2026-01-01T00:00:00Z\"}";

  @TempDir Path directory;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private RawServer server;
  private GypsumClient client;

  /** Answers each request with bytes of its own choice, and closes the connection. */
  private final class RawServer implements AutoCloseable {
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Answer answer;

    RawServer(Answer answer) {
      this.answer = answer;
      try {
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      threads.execute(() -> {
        while (!socket.isClosed()) {
          try {
            Socket connection = socket.accept();
            threads.execute(() -> serve(connection));
          } catch (IOException e) {
            return;
          }
        }
      });
    }

    private void serve(Socket connection) {
      try (connection) {
        String head = head(connection.getInputStream());
        requests.add(head);
        answer.write(head.substring(0, head.indexOf("\r\n")), connection.getOutputStream());
      } catch (IOException e) {
        // The client has closed the connection, as it should.
      }
    }

    private String head(InputStream in) throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      return head.toString();
    }

    URI url() {
      return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    @Override
    public void close() {
      threads.shutdownNow();
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Writes a response. */
  @FunctionalInterface
  private interface Answer {
    void write(String requestLine, OutputStream out) throws IOException;
  }

  private void serve(Answer answer) {
    serve(answer, Duration.ofSeconds(30));
  }

  private void serve(Answer answer, Duration answerTimeout) {
    server = new RawServer(answer);
    client =
        GypsumClient.builder()
            .url(server.url())
            .token("secret-token")
            .cacheDirectory(directory)
            .offline(false)
            .answerTimeout(answerTimeout)
            .sleeper(time -> {})
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
  }

  private static void endless(OutputStream out, String text) throws IOException {
    byte[] block = text.repeat(64 * 1024 / text.length()).getBytes(ISO_8859_1);
    while (true) {
      out.write(block);
    }
  }

  /** What a client reads. */
  enum Read {
    SUMMARY(client -> client.fetchSummary(V1)),
    MANIFEST(client -> client.fetchManifest(V1)),
    PERMISSIONS(client -> client.fetchPermissions(P)),
    LISTING(GypsumClient::listProjects),
    STREAMED_LISTING(
        client -> assertThat(client.readStore().list(new Prefix("x/"), null)).isEmpty()),
    ONE_LEVEL(
        client -> assertThat(client.readStore().listLevel(new Prefix("x/"), null)).isEmpty()),
    STORED_OBJECT(client -> client.readStore().head(BucketLayout.summary(V1))),
    S3_CONFIG(GypsumClient::publicS3Config),
    DATABASE(GypsumClient::fetchMetadataDatabase),
    SCHEMA(GypsumClient::fetchMetadataSchema),
    FILE(client -> client.saveFile(V1, new UserPath("x"))),
    START(client -> client.startUpload(V1, List.of())),
    USAGE(client -> client.refreshUsage(P));

    // These functions have no state.
    @SuppressWarnings("ImmutableEnumChecker") private final Consumer<GypsumClient> read;

    Read(Consumer<GypsumClient> read) {
      this.read = read;
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"STREAMED_LISTING", "STORED_OBJECT"})
  void anEndlessDocumentIsAFailure(Read read) {
    serve((request, out) -> {
      write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
      endless(out, " ");
    });
    RequestFailedException failure = failureOf(read);
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.CORRUPT);
    assertThat(failure.isRetryable()).isFalse();
  }

  private RequestFailedException failureOf(Read read) {
    return catchThrowableOfType(
        RequestFailedException.class,
        () -> {
          try {
            read.read.accept(client);
          } catch (StoreException e) {
            throw (RequestFailedException) e.getCause();
          }
        });
  }

  @Test
  void anEndlessManifestOfAPublishedVersionIsAFailureThatNamesTheLimit() {
    serve((request, out) -> {
      if (request.contains("..summary")) {
        write(
            out, "HTTP/1.1 200 OK\r\nContent-Length: " + SUMMARY.length() + "\r\n\r\n" + SUMMARY);
      } else {
        write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{");
        for (int i = 0;; i++) {
          endlessEntries(out, i);
        }
      }
    });
    assertThatThrownBy(() -> client.fetchManifest(V1))
        .hasMessageContaining("cannot read p/a/v1/..manifest")
        .hasMessageContaining("it is larger than ")
        .hasMessageContaining("-Xmx");
  }

  private static void endlessEntries(OutputStream out, int block) throws IOException {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      entries.append('"')
          .append(block)
          .append('/')
          .append(i)
          .append("\":{\"size\":0,\"md5sum\":\"d41d8cd98f00b204e9800998ecf8427e\"},");
    }
    write(out, entries.toString());
  }

  @ParameterizedTest
  @EnumSource(names = {"SUMMARY", "LISTING", "STORED_OBJECT", "FILE", "START", "USAGE"})
  void anEndlessErrorIsAFailureWithAShortMessage(Read read) {
    serve((request, out) -> {
      write(out, "HTTP/1.1 400 Bad\r\nConnection: close\r\n\r\n{\"reason\":\"");
      endless(out, "all work and no play ");
    });
    RequestFailedException failure = failureOf(read);
    assertThat(failure.status()).hasValue(400);
    assertThat(failure.getMessage()).hasSizeLessThan(1500);
  }

  @Test
  void aLongReasonIsShortened() {
    serve((request, out) -> {
      String body = "{\"reason\":\"" + "x".repeat(30_000) + "\"}";
      write(
          out, "HTTP/1.1 400 Bad\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    });
    assertThatThrownBy(() -> client.fetchSummary(V1)).message()
        .contains("xxx")
        .hasSizeLessThan(1500);
  }

  @Test
  void anEndlessBodyThatIsIgnoredDoesNotBlockTheRequest() {
    serve((request, out) -> {
      write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
      endless(out, "all work and no play ");
    });
    client.unlockProject(P);
    assertThat(requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Long: ", "X: y\r\n"})
  void endlessHeadersAreAFailure(String header) {
    serve((request, out) -> {
      write(out, "HTTP/1.1 200 OK\r\n" + header);
      endless(out, header);
    });
    RequestFailedException failure =
        catchThrowableOfType(RequestFailedException.class, () -> client.fetchSummary(V1));
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.CORRUPT);
    assertThat(requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 103 Early\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"})
  void endlessInterimResponsesEndWithATimeout(String interim) {
    serve(
        (request, out) -> endless(out, interim), Duration.ofMillis(50));
    assertThatThrownBy(() -> client.fetchSummary(V1))
        .hasMessageContaining("did not respond for 0.05 s");
  }

  @Test
  void redirectsEndAfterFive() {
    int[] number = {0};
    serve((request, out) -> {
      number[0]++;
      write(
          out, "HTTP/1.1 302 Found\r\nLocation: /file/" + number[0]
              + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    });
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class,
            () -> client.fetchMetadataSchema());
    assertThat(failure).hasMessageContaining("redirect");
    assertThat(failure.isRetryable()).isFalse();
    assertThat(requests).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://127.0.0.1/x", "http://127.0.0.1:99999/x", "http://me:secret@127.0.0.1/x",
          "file:///etc/passwd", "http://127.0.0.1:0/x", "http:///x"})
  void redirectsToInvalidAddressesAreAFailure(String location) {
    serve(
        (request, out) -> write(
            out, "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n"));
    RequestFailedException failure =
        catchThrowableOfType(RequestFailedException.class, () -> client.fetchMetadataSchema());
    assertThat(failure.isRetryable()).isFalse();
    assertThat(failure.getMessage().toLowerCase(Locale.ROOT)).contains("redirect")
        .doesNotContain("secret@");
    assertThat(requests).hasSize(1);
  }

  @Test
  void aTokenIsNotSentToTheTargetOfARedirectWhichTheMessageNames() {
    serve(
        (request, out) -> write(
            out, "HTTP/1.1 308 Moved\r\nLocation: http://localhost:" + server.url().getPort()
                + "/new" + request.split(" ")[1] + "\r\nContent-Length: 0\r\n\r\n"));
    assertThatThrownBy(() -> client.unlockProject(P)).hasMessageEndingWith(
        "the server answered 308: it has moved to 'http://localhost:"
            + server.url().getPort() + "/new'; use that URL");
    assertThat(requests).singleElement().asString().contains("Bearer secret-token");
  }

  static Stream<String> otherMachines() {
    return Stream
        .of("http://gypsum.invalid", "http://198.51.100.1:8080", "http://127.0.0.1.invalid");
  }

  @ParameterizedTest
  @MethodSource("otherMachines")
  void aTokenIsNotSentUnencryptedToAnotherMachine(String url) {
    serve((request, out) -> {});
    try (GypsumClient plain =
        GypsumClient.builder()
            .url(url)
            .token("secret-token")
            .cacheDirectory(directory)
            .offline(false)
            .insecureToken(false)
            .build()) {
      assertThatThrownBy(() -> plain.unlockProject(P)).hasMessage(
          "cannot unlock p: the access token would be sent unencrypted to '" + url
              + "'; use an https URL, or permit this explicitly");
    }
  }
}
