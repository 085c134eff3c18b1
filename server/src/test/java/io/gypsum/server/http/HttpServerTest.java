package io.gypsum.server.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HttpServerTest {
  @Test
  void aParameterMayHoldASlash() throws Exception {
    Router router =
        new Router(
            List.of(
                Route.get(
                    "/file/{key}",
                    exchange -> exchange.json(out -> out.writeString(exchange.parameter("key"))))));
    try (HttpServer server = HttpServer.start(HttpSettings.defaults(), router);
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + server.port() + "/file/a%2Fb%2F..manifest"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.body()).isEqualTo("\"a/b/..manifest\"");
    }
  }
}
