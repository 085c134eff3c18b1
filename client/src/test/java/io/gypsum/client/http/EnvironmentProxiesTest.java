package io.gypsum.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.ProxyEnvironment;
import io.gypsum.core.name.ProjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Requests through proxies that the environment names. The servers do not exist: only the proxy is asked. */
@Timeout(60)
class EnvironmentProxiesTest {
  /** {@code user:pass word}. */
  private static final String CREDENTIALS = "Proxy-Authorization: Basic dXNlcjpwYXNzIHdvcmQ=";

  @TempDir Path cache;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Map<String, String> variables = new HashMap<>();
  private ServerSocket proxy;
  /** The response to requests for {@code closed.invalid}, with a tunnel or without. */
  private volatile int refusal = 502;

  @BeforeEach
  void start() throws IOException {
    proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(() -> {
      while (!proxy.isClosed()) {
        try {
          Socket connection = proxy.accept();
          threads.execute(() -> serve(connection));
        } catch (IOException e) {
          return;
        }
      }
    });
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    threads.shutdownNow();
  }

  /** Answers a plain request, and opens a tunnel only with credentials, which leads nowhere. */
  private void serve(Socket connection) {
    try (connection) {
      while (true) {
        String head = head(connection.getInputStream());
        requests.add(head);
        String answer;
        if (head.contains("closed.invalid")) {
          answer = "HTTP/1.1 " + refusal + " No\r\nContent-Length: 0\r\n\r\n";
        } else if (!head.startsWith("CONNECT")) {
          answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n[\"p/\"]";
        } else if (head.contains(CREDENTIALS)) {
          answer = "HTTP/1.1 200 Connected\r\n\r\n";
        } else {
          answer =
              "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n";
        }
        connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
        if (answer.contains("Connected")) {
          return;
        }
      }
    } catch (IOException e) {
      // The client has closed the connection.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("closed");
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private GypsumClient client(String url) {
    return GypsumClient.builder()
        .url(url)
        .token("t")
        .cacheDirectory(cache)
        .offline(false)
        .proxy(new EnvironmentProxies(new ProxyEnvironment(variables::get)))
        .build();
  }

  private String proxyUrl() {
    return "http://user:pass%20word@127.0.0.1:" + proxy.getLocalPort();
  }

  @Test
  void aPlainRequestIsSentToTheProxyWithItsCredentials() {
    variables.put("http_proxy", proxyUrl());
    try (GypsumClient client = client("http://gypsum.invalid")) {
      assertThat(client.listProjects()).containsExactly(new ProjectName("p"));
    }
    assertThat(requests).singleElement()
        .asString()
        .startsWith("GET http://gypsum.invalid/list?")
        .contains(CREDENTIALS);
  }

  @Test
  void aTunnelIsOpenedWithTheCredentialsAndNamedInFailuresWithoutThePassword() {
    variables.put("ALL_PROXY", proxyUrl());
    try (GypsumClient client = client("https://gypsum.invalid")) {
      assertThatThrownBy(client::listProjects)
          .hasMessageEndingWith(
              "; the proxy is http://127.0.0.1:" + proxy.getLocalPort() + " (ALL_PROXY)")
          .hasMessageNotContaining("pass");
    }
    assertThat(requests).isNotEmpty()
        .allMatch(head -> head.startsWith("CONNECT gypsum.invalid:443 "));
    assertThat(requests).anyMatch(head -> head.contains(CREDENTIALS));
  }

  @Test
  void aProxyThatRefusesTheCredentialsIsNamed() {
    variables.put("HTTPS_PROXY", proxyUrl().replace("user:", "other:"));
    try (GypsumClient client = client("https://gypsum.invalid")) {
      assertThatThrownBy(client::listProjects).hasMessageContaining("407")
          .hasMessageContaining("the proxy is http://127.0.0.1:" + proxy.getLocalPort());
    }
  }

  @ParameterizedTest
  @CsvSource({
      "https, 403, true", "https, 404, true", "https, 500, true", "https, 502, true",
      "https, 503, true", "http, 407, true", "http, 502, true", "http, 504, true",
      "http, 403, false", "http, 503, false"})
  void aProxyIsNamedIfItMayHaveCausedTheFailure(String scheme, int status, boolean named) {
    refusal = status;
    variables.put("ALL_PROXY", proxyUrl());
    HttpOptions options =
        HttpOptions.DEFAULTS
            .withProxies(new EnvironmentProxies(new ProxyEnvironment(variables::get)));
    ClientRequest request =
        ClientRequest.get("ask", URI.create(scheme + "://closed.invalid/x"));
    try (HttpTransport http =
        new HttpTransport(options, Clock.systemUTC(), time -> {}, new Random(1))) {
      RequestFailedException failure =
          catchThrowableOfType(
              RequestFailedException.class,
              () -> http.sendOnce(request, HttpTransport.ignoringBody()));
      assertThat(failure.status()).hasValue(status);
      assertThat(failure.reason().contains("the proxy is http://127.0.0.1:")).isEqualTo(named);
      if (scheme.equals("https")) {
        // The server has received nothing: 404 does not mean that a file does not exist.
        assertThat(failure.kind()).isEqualTo(GypsumException.Kind.UNAVAILABLE);
        assertThat(failure.mayHaveHappened()).isFalse();
        assertThat(failure.reason())
            .contains("the proxy answered " + status + " to the request for a connection to");
      }
    }
  }

  @Test
  void anUnreachableProxyIsNamed() throws IOException {
    variables.put("HTTPS_PROXY", proxyUrl());
    proxy.close();
    try (GypsumClient client = client("https://gypsum.invalid")) {
      assertThatThrownBy(client::listProjects).hasMessageContaining("(HTTPS_PROXY)");
    }
  }

  @Test
  void thisMachineIsReachedDirectly() {
    variables.put("ALL_PROXY", proxyUrl());
    try (GypsumClient client = client("http://127.0.0.1:" + proxy.getLocalPort())) {
      client.listProjects();
    }
    assertThat(requests).singleElement()
        .asString()
        .startsWith("GET /list?")
        .doesNotContain("Proxy-");
  }
}
