package io.gypsum.server.api;

import java.io.IOException;
import java.net.URI;
import java.util.List;

import io.gypsum.server.api.CredentialHandlers.OidcLogin;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.settings.IdentitySettings.OAuthApp;
import io.gypsum.server.settings.SecretText;
import io.gypsum.server.settings.StoreSettings.PublicS3;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialHandlersTest {
  @Test
  void configuredCredentialsArePublished() throws IOException {
    CredentialHandlers handlers =
        new CredentialHandlers(
            new PublicS3(URI.create("https://s3.example"), "b", "k", new SecretText("s")),
            new OAuthApp("i", new SecretText("t")),
            new OidcLogin("https://idp.example/realms/a", "c", List.of("openid", "email")));
    try (HttpServer server = start(handlers)) {
      assertThat(RawHttp.ask(server.port(), "GET", "/credentials/s3-api").text())
          .isEqualTo(
              "{\"endpoint\":\"https://s3.example\",\"bucket\":\"b\",\"key\":\"k\",\"secret\":\"s\"}");
      assertThat(RawHttp.ask(server.port(), "GET", "/credentials/github-app").text())
          .isEqualTo("{\"id\":\"i\",\"secret\":\"t\"}");
      assertThat(RawHttp.ask(server.port(), "GET", "/credentials/oidc").text())
          .isEqualTo(
              "{\"issuer\":\"https://idp.example/realms/a\",\"client_id\":\"c\",\"scopes\":[\"openid\",\"email\"]}");
    }
  }

  @Test
  void otherCredentialsAre404() throws IOException {
    try (HttpServer server = start(new CredentialHandlers(null, null, null))) {
      assertThat(RawHttp.ask(server.port(), "GET", "/credentials/s3-api").status()).isEqualTo(404);
      assertThat(RawHttp.ask(server.port(), "GET", "/credentials/github-app").status())
          .isEqualTo(404);
      assertThat(RawHttp.ask(server.port(), "GET", "/credentials/oidc").status()).isEqualTo(404);
    }
  }

  private static HttpServer start(CredentialHandlers handlers) throws IOException {
    return TestHttp.start(
        TestHttp.get("/credentials/s3-api", handlers::s3),
        TestHttp.get("/credentials/github-app", handlers::gitHubApp),
        TestHttp.get("/credentials/oidc", handlers::oidc));
  }
}
