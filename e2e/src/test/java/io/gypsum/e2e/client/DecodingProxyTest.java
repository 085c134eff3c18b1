package io.gypsum.e2e.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A server below the path of a proxy that decodes {@code %2F}, as nginx does for {@code location /g/ { proxy_pass http://server/; }}. */
@ExtendWith(SharedServer.class)
class DecodingProxyTest {
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          "host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings");

  @TempDir Path directory;
  private final TestServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer proxy;

  DecodingProxyTest(TestServer server) {
    this.server = server;
  }

  @BeforeEach
  void start() throws IOException {
    proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext("/g/", this::passOn);
    proxy.start();
  }

  @AfterEach
  void stop() {
    proxy.stop(0);
  }

  private void passOn(HttpExchange exchange) throws IOException {
    try (exchange) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(target(exchange.getRequestURI()))
              .method(
                  exchange.getRequestMethod(),
                  HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
      exchange.getRequestHeaders().forEach((name, values) -> {
        if (!NOT_PASSED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
          values.forEach(value -> request.header(name, value));
        }
      });
      HttpResponse<byte[]> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      response.headers().map().forEach((name, values) -> {
        if (!NOT_PASSED_ON.contains(name)) {
          exchange.getResponseHeaders().put(name, values);
        }
      });
      int length = response.body().length;
      exchange.sendResponseHeaders(response.statusCode(), length == 0 ? -1 : length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(response.body());
      }
    } catch (InterruptedException | URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /** Returns the address on the server, whose path is decoded and encoded again, so that %2F becomes a slash. */
  private URI target(URI received) throws URISyntaxException {
    String path = new URI(null, null, received.getPath().substring(2), null).toASCIIString();
    String query = received.getRawQuery() == null ? "" : "?" + received.getRawQuery();
    return URI.create(server.process().url() + path + query);
  }

  @Test
  void aVersionIsUploadedAndDownloadedThroughIt() throws IOException {
    Path data = Files.createDirectories(directory.resolve("data/with space"));
    Files.writeString(data.resolve("100%25 + größe"), "content");
    AssetVersion version = AssetVersion.of(server.newProject(), "a", "v");
    try (GypsumClient client =
        GypsumClient.builder()
            .url("http://127.0.0.1:" + proxy.getAddress().getPort() + "/g")
            .token(Users.OWNER.token())
            .cacheDirectory(directory.resolve("cache"))
            .build()) {
      client.uploadDirectory(version, directory.resolve("data"));
      assertThat(client.listVersions(version.projectAsset())).containsExactly(version.version());
      assertThat(client.saveFile(version, new UserPath("with space/100%25 + größe")))
          .hasContent("content");
      assertThat(client.fetchSummary(version).isPublished()).isTrue();
    }
  }
}
