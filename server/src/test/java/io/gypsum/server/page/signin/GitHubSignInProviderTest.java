package io.gypsum.server.page.signin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

import io.gypsum.core.GypsumException;
import io.gypsum.server.settings.IdentitySettings.GitHub;
import io.gypsum.server.settings.IdentitySettings.OAuthApp;
import io.gypsum.server.settings.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class GitHubSignInProviderTest {
  private static final OAuthApp APP = new OAuthApp("id", new SecretText("secret"));
  private static final URI CALLBACK =
      URI.create("https://gypsum.example.org/sign-in/github/callback");
  private static final PendingSignIn PENDING =
      new PendingSignIn(
          "github", "the-state", "the-nonce", "the-verifier", NextAddress.of("/"),
          Instant.parse("2030-01-31T12:00:00Z"));

  @Test
  void thePageOfGitHubContainsTheStateAndTheHashOfTheVerifier() {
    URI page =
        new GitHubSignInProvider(URI.create("https://github.com"), APP)
            .authorizePage(PENDING, CALLBACK);
    assertThat(page.toString())
        .isEqualTo(
            "https://github.com/login/oauth/authorize?response_type=code&client_id=id"
                + "&redirect_uri=https%3A%2F%2Fgypsum.example.org%2Fsign-in%2Fgithub%2Fcallback"
                + "&scope=read%3Aorg&state=the-state&code_challenge=" + PENDING.challenge()
                + "&code_challenge_method=S256");
    // The hash of RFC 7636, appendix B.
    assertThat(
        new PendingSignIn(
            "github", "", "", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", NextAddress.of("/"),
            Instant.EPOCH).challenge())
        .isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  }

  @Test
  void aGitHubThatDoesNotRespondIsReported() throws IOException {
    // Accepts connections, and never responds.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      GitHubSignInProvider provider =
          new GitHubSignInProvider(
              URI.create("http://127.0.0.1:" + silent.getLocalPort()), APP,
              Duration.ofMillis(100));
      GypsumException failure =
          catchThrowableOfType(
              GypsumException.class,
              () -> provider.redeem(PENDING, new SignInCallback("the-code", null), CALLBACK));
      assertThat(failure.kind()).isEqualTo(GypsumException.Kind.UNAVAILABLE);
      assertThat(failure).hasMessageContaining("did not respond within 100 ms")
          .hasMessageNotContainingAny("the-code", "the-verifier", "secret");
    }
  }

  @Test
  void nothingThatIsLoggedContainsASecret() {
    assertThat(PENDING + " " + new SignInCallback("the-code", "the-issuer"))
        .doesNotContain("the-state", "the-nonce", "the-verifier", "the-code");
  }

  @ParameterizedTest
  @CsvSource({
      "https://api.github.com,https://github.com",
      "https://ghe.example.org/api/v3,https://ghe.example.org",
      "http://127.0.0.1:8080/api/v3,http://127.0.0.1:8080",
      "https://api.lab.ghe.com,https://lab.ghe.com",
      "https://api.example.org,https://api.example.org"})
  void theAddressOfThePagesFollowsFromThatOfTheApi(String api, String web) {
    assertThat(new GitHub(URI.create(api), null, null).web()).isEqualTo(URI.create(web));
  }
}
