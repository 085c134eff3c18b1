package io.gypsum.client.oauth;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.ServerUser;
import io.gypsum.client.signin.SignIn;
import io.gypsum.client.signin.TokenOrigin;
import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Tokens of a server's own accounts, which are saved for that server only. */
class AccountSignInTest {
  private static final String TOKEN = "gypsum_not_to_be_shown";

  @TempDir Path directory;
  private SignInFixture fixture;

  @BeforeEach
  void start() {
    fixture = new SignInFixture(directory);
    fixture.github.whoAmIStatus = 200;
    fixture.github.whoAmI = "{\"login\":\"alice\",\"administrator\":true}";
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private Path file() {
    return fixture.accountFile(fixture.github.server());
  }

  private SignIn signInAt(String url) {
    return fixture.signIn(ServerUrl.of(URI.create(url)), GitHubSite.PUBLIC, null);
  }

  @Test
  void aTokenIsSavedAfterTheServerHasAcceptedIt() throws Exception {
    SignIn signIn = fixture.signIn();

    assertThat(signIn.setAccountToken(" " + TOKEN + "\n"))
        .isEqualTo(new ServerUser("alice", Optional.of(true)));

    assertThat(fixture.github.whoAmITokens).containsExactly("Bearer " + TOKEN);
    assertThat(fixture.github.requests()).containsExactly("GET /gypsum/whoami");
    AccessToken saved = new AccessToken(TOKEN, Optional.of("alice"), Optional.empty());
    for (SignIn client : new SignIn[] {signIn, fixture.signIn()}) {
      assertThat(client.accessToken()).contains(saved);
      assertThat(client.tokenOrigin()).contains(TokenOrigin.ACCOUNT);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(fixture.tokenFile).doesNotExist();
  }

  @Test
  void aTokenThatTheServerRefusesIsNotSaved() {
    fixture.github.whoAmIStatus = 401;

    GypsumException failure = failure(fixture.signIn(), TOKEN);

    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.UNAUTHENTICATED);
    assertThat(failure.reason()).doesNotContain(TOKEN);
    assertThat(file()).doesNotExist();
  }

  @Test
  void aServerThatCannotCheckTokensIsReported() {
    fixture.github.whoAmIStatus = 404;

    assertThat(failure(fixture.signIn(), TOKEN))
        .hasMessageContaining("GYPSUM_TOKEN")
        .extracting(GypsumException::kind)
        .isEqualTo(GypsumException.Kind.NOT_FOUND);
    assertThat(file()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two words", "caf\u00e9"})
  void aTextThatCannotBeATokenIsNotSent(String text) {
    assertThat(failure(fixture.signIn(), text).kind())
        .isEqualTo(GypsumException.Kind.UNAUTHENTICATED);
    assertThat(fixture.github.requests()).isEmpty();
  }

  @Test
  void anotherServerNeverReceivesTheToken() {
    fixture.signIn().setAccountToken(TOKEN);
    URI server = fixture.github.server().base();

    for (String other : new String[] {
        "http://127.0.0.1:" + server.getPort(), "http://127.0.0.1:" + server.getPort() + "/other",
        "http://localhost:" + server.getPort() + "/gypsum",
        "https://127.0.0.1:" + server.getPort() + "/gypsum", "http://127.0.0.1:1/gypsum",
        "https://gypsum.example.org"}) {
      assertThat(signInAt(other).accessToken()).as(other).isEmpty();
    }
    assertThat(signInAt(server + "/").accessToken()).isPresent();
  }

  @Test
  void aServerOnAnotherMachineRequiresHttps() throws Exception {
    SignIn open = signInAt("http://gypsum.example.org");

    assertThat(failure(open, TOKEN))
        .hasMessageContaining("https")
        .extracting(GypsumException::kind)
        .isEqualTo(GypsumException.Kind.INVALID);
    // Not even a file that exists is used.
    Path file = fixture.accountFile(ServerUrl.of(URI.create("http://gypsum.example.org")));
    Files.createDirectories(file.getParent());
    Files.writeString(file, TOKEN + "\nalice\ninf\n");
    assertThat(open.accessToken()).isEmpty();
  }

  @Test
  void forgetDeletesAllTokensOfThisServer() {
    SignIn signIn = fixture.signIn();
    signIn.setAccessToken(FakeGitHub.TOKEN);
    signIn.setAccountToken(TOKEN);

    assertThat(signIn.forget()).isTrue();

    assertThat(file()).doesNotExist();
    assertThat(fixture.tokenFile).doesNotExist();
    assertThat(fixture.signIn().accessToken()).isEmpty();
    signIn.setAccountToken(TOKEN);
    assertThat(signIn.forget()).isTrue();
    assertThat(signIn.forget()).isFalse();
  }

  @Test
  void theLastSignInToAServerIsUsed() {
    SignIn signIn = fixture.signIn();
    signIn.setAccessToken(FakeGitHub.TOKEN);
    signIn.setAccountToken(TOKEN);
    assertThat(fixture.signIn().tokenOrigin()).contains(TokenOrigin.ACCOUNT);

    signIn.setAccessToken(FakeGitHub.TOKEN);

    assertThat(signIn.tokenOrigin()).contains(TokenOrigin.GITHUB);
    assertThat(fixture.signIn().tokenOrigin()).contains(TokenOrigin.GITHUB);
    assertThat(file()).doesNotExist();
  }

  private static GypsumException failure(SignIn signIn, String token) {
    return catchThrowableOfType(GypsumException.class, () -> signIn.setAccountToken(token));
  }
}
