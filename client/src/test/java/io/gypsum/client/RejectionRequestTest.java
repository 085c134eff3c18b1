package io.gypsum.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The bodies with which versions are rejected. */
class RejectionRequestTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");

  @TempDir Path cache;

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private GypsumClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/probation/reject/p/a/v1", exchange -> {
      bodies.add(
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    client =
        GypsumClient.builder()
            .url("http://127.0.0.1:" + server.getAddress().getPort())
            .token("token")
            .cacheDirectory(cache)
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void aReasonIsSentInTheBodyAndNoBodyWithoutOne() {
    client.rejectProbation(V1);
    client.rejectProbation(V1, " no README ");
    assertThat(bodies).containsExactly("", "{\"reason\":\"no README\"}");
  }

  @Test
  void aReasonThatTheServerWouldRefuseIsNotSent() {
    for (String reason : List.of(" ", "x".repeat(1_001))) {
      assertThatThrownBy(() -> client.rejectProbation(V1, reason))
          .isInstanceOf(GypsumException.class)
          .hasMessageContaining("the reason of the rejection");
    }
    assertThat(bodies).isEmpty();
  }
}
