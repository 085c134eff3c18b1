package io.gypsum.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import com.sun.net.httpserver.HttpServer;
import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.client.UploadSession.PartsAddress;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.HttpOptions;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The handling of a server's responses about parts. */
class PartUploaderTest {
  private final HttpTransport http =
      new HttpTransport(
          HttpOptions.DEFAULTS.withRetryFor(Duration.ZERO), Clock.systemUTC(), wait -> {},
          new Random(1));
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private volatile IntFunction<String> answers = number -> "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      String answer = answers.apply(requests.incrementAndGet());
      int status = answer.startsWith("{") ? 200 : 503;
      byte[] body = answer.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
  }

  @AfterEach
  void stop() {
    http.close();
    server.stop(0);
  }

  private PartUploader sending() {
    FileToSend file =
        new FileToSend(
            new UserPath("big"), "/presign", 9, null, null,
            new PartsAddress("/upload/parts/slug", 4));
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new PartUploader(
        http, ServerUrl.of(url), BearerToken.of("token"),
        new FileRangeUploader(http, TransferListener.NONE),
        file,
        Path.of("big"), "p/a/v/big");
  }

  @Test
  void partsThatTheServerHasAreNotMissing() {
    answers = number -> "{\"in_place\":false,\"parts\":[{\"number\":2,\"md5sum\":\"x\"}]}";
    assertThat(sending().missing()).isEqualTo(List.of(1, 3));
    answers = number -> "{\"in_place\":true,\"parts\":[]}";
    assertThat(sending().missing()).isEmpty();
  }

  @Test
  void joinIsRequestedUntilItIsDone() {
    answers = number -> "{\"joined\":" + (number == 50) + "}";
    sending().join();
    assertThat(requests.get()).isEqualTo(50);
  }

  @Test
  void joinIsRetriedAfterTemporaryFailures() {
    answers = number -> number < 9 && number % 2 == 0 ? "" : "{\"joined\":" + (number == 9) + "}";
    sending().join();
    assertThat(requests.get()).isEqualTo(9);
  }

  @Test
  void joinGivesUpIfItNeverSucceeds() {
    answers = number -> number % 10 == 0 ? "" : "{\"joined\":false}";
    RequestFailedException failure =
        catchThrowableOfType(RequestFailedException.class, () -> sending().join());
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.BUSY);
    assertThat(failure.action()).isEqualTo("join the parts of p/a/v/big");
    assertThat(requests.get()).isEqualTo(60);
  }
}
