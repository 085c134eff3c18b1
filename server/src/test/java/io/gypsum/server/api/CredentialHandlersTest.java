package io.gypsum.server.api;

import java.io.IOException;

import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.HttpSettings;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.Router;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialHandlersTest {
  @Test
  void whatIsOfferedIsTold() throws IOException {
    CredentialHandlers routes =
        new CredentialHandlers(
            new CredentialHandlers.S3Credentials("https://s3.example", "b", "k", "s"),
            new CredentialHandlers.GithubApp("i", "t"));
    try (HttpServer server = start(routes)) {
      assertThat(RawHttp.ask(server.port(), "GET", "/credentials/s3-api").text())
          .isEqualTo(
              "{\"endpoint\":\"https://s3.example\",\"bucket\":\"b\",\"key\":\"k\",\"secret\":\"s\"}");
      assertThat(RawHttp.ask(server.port(), "GET", "/credentials/github-app").text())
          .isEqualTo("{\"id\":\"i\",\"secret\":\"t\"}");
    }
  }

  @Test
  void whatIsNotOfferedIs404() throws IOException {
    try (HttpServer server = start(new CredentialHandlers(null, null))) {
      assertThat(RawHttp.ask(server.port(), "GET", "/credentials/s3-api").status()).isEqualTo(404);
      assertThat(RawHttp.ask(server.port(), "GET", "/credentials/github-app").status())
          .isEqualTo(404);
    }
  }

  private static HttpServer start(CredentialHandlers routes) throws IOException {
    return HttpServer.start(HttpSettings.defaults(), new Router(routes.routes()));
  }
}
