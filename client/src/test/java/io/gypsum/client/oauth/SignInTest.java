package io.gypsum.client.oauth;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.SignIn;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.ProjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SignInTest {
  @TempDir Path directory;
  private SignInFixture fixture;

  @BeforeEach
  void start() {
    fixture = new SignInFixture(directory);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void storesATokenThatGitHubAccepts() {
    SignIn signIn = fixture.signIn();
    AccessToken token = signIn.setAccessToken(" " + FakeGitHub.TOKEN + "\n");
    assertThat(token)
        .isEqualTo(new AccessToken(FakeGitHub.TOKEN, Optional.of("jane"), Optional.empty()));
    assertThat(signIn.accessToken()).contains(token);
    assertThat(fixture.tokenFile).hasContent(FakeGitHub.TOKEN + "\njane\ninf\n");
    assertThat(fixture.github.requests()).containsExactly("GET /api/user");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "2026-12-01 12:00:00 UTC", "2026-12-01 14:00:00 +0200", "2026-12-01 07:00:00 -05:00"})
  void storesWhenATokenExpires(String header) {
    fixture.github.expiration = header;
    assertThat(fixture.signIn().setAccessToken(FakeGitHub.TOKEN).expiry())
        .contains(Instant.parse("2026-12-01T12:00:00Z"));
    assertThat(fixture.tokenFile).hasContent(FakeGitHub.TOKEN + "\njane\n1796126400\n");
  }

  @Test
  void ignoresAnExpiryOfUnknownFormat() {
    fixture.github.expiration = "soon";
    assertThat(fixture.signIn().setAccessToken(FakeGitHub.TOKEN).expiry()).isEmpty();
  }

  @Test
  void rejectsATokenThatGitHubRejects() {
    GypsumException failure = failureOf("gho_other-secret");
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.UNAUTHENTICATED);
    assertThat(failure.reason()).doesNotContain("gho_other");
    assertThat(fixture.tokenFile).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gypsum_secret", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2ln-_"})
  void neverSendsATokenOfAServerToGitHub(String token) {
    assertThat(failureOf(token).kind()).isEqualTo(GypsumException.Kind.INVALID);
    assertThat(fixture.github.requests()).isEmpty();

    GypsumException failure =
        catchThrowableOfType(
            GypsumException.class, () -> fixture.signIn(() -> token).fetchUser());
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.NOT_FOUND);
    assertThat(fixture.github.requests()).containsExactly("GET /gypsum/whoami");
  }

  @Test
  void rejectsALoginWithALineBreak() {
    fixture.github.user = "{\"login\":\"jane\\ninf\"}";
    assertThat(failureOf(FakeGitHub.TOKEN).kind()).isEqualTo(GypsumException.Kind.CORRUPT);
  }

  @Test
  void aClientUsesTheTokenOfItsSignIn() {
    try (GypsumClient client =
        GypsumClient.builder()
            .url(fixture.github.server().base())
            .gitHub(fixture.github.site().web().base(), fixture.github.site().api().base())
            .cacheDirectory(directory.resolve("cache"))
            .build()) {
      client.signIn().setAccessToken(FakeGitHub.TOKEN);
      assertThat(fixture.tokenFile).exists();
      client.createProject(new ProjectName("mine"));
    }
    assertThat(fixture.github.requests()).endsWith("POST /gypsum/create/mine");
  }

  @Test
  void aMissingTokenIsReportedWithTheWaysToProvideOne() {
    try (GypsumClient client =
        GypsumClient.builder()
            .url(fixture.github.server().base())
            .token(() -> null)
            .cacheDirectory(directory.resolve("cache"))
            .build()) {
      assertThat(client.signIn().accessToken()).isEmpty();
      assertThat(
          catchThrowableOfType(
              GypsumException.class, () -> client.createProject(new ProjectName("mine"))))
          .hasMessageContaining("'gypsum login'")
          .hasMessageContaining("GYPSUM_TOKEN");
    }
  }

  @Test
  void forgetDeletesTheStoredToken() {
    SignIn signIn = fixture.signIn();
    signIn.setAccessToken(FakeGitHub.TOKEN);
    assertThat(signIn.forget()).isTrue();
    assertThat(signIn.accessToken()).isEmpty();
    assertThat(fixture.tokenFile).doesNotExist();
    assertThat(signIn.forget()).isFalse();
  }

  @Test
  void findsATokenThatAnotherClientStored() throws Exception {
    SignIn signIn = fixture.signIn();
    assertThat(signIn.accessToken()).isEmpty();
    Files.createDirectories(fixture.tokenFile.getParent());
    Files.writeString(fixture.tokenFile, "gho_of-python\njoe\ninf");
    assertThat(signIn.accessToken())
        .contains(new AccessToken("gho_of-python", Optional.of("joe"), Optional.empty()));
  }

  @Test
  void ignoresABlankVariable() {
    fixture.environment.put("GYPSUM_TOKEN", "  ");
    assertThat(fixture.signIn().accessToken()).isEmpty();
    fixture.environment.put("GYPSUM_TOKEN", " gho_x\n");
    assertThat(fixture.signIn().accessToken()).contains(TokenLookup.ofUnknownUser("gho_x"));
  }

  @Test
  void usesGhOnlyForPublicGitHubOverHttps() throws Exception {
    Path gh = directory.resolve("gh");
    Files.writeString(gh, "#!/bin/sh\necho gho_of_gh\n");
    assertThat(gh.toFile().setExecutable(true)).isTrue();
    fixture.environment.put("PATH", directory.toString());
    ServerUrl secure = ServerUrl.of(URI.create("https://gypsum.example.org"));
    ServerUrl open = ServerUrl.of(URI.create("http://gypsum.example.org"));
    assertThat(fixture.signIn(secure, GitHubSite.PUBLIC, null).accessToken())
        .contains(TokenLookup.ofUnknownUser("gho_of_gh"));
    assertThat(fixture.signIn(open, GitHubSite.PUBLIC, null).accessToken()).isEmpty();
    assertThat(fixture.signIn(secure, fixture.github.site(), null).accessToken()).isEmpty();
  }

  @Test
  void rule11NoFailureContainsASecret() {
    String sentByDevice = FakeGitHub.CLIENT_SECRET + " " + FakeGitHub.DEVICE_CODE;
    String sentByBrowser = FakeGitHub.CLIENT_SECRET + " " + FakeGitHub.CODE;
    String error = "{\"error\":\"SENT\",\"error_description\":\"SENT\"}";
    fixture.github.tokenAnswers.add(error.replace("SENT", sentByDevice));
    assertContainsNoSecret(deviceFailure());
    fixture.github.tokenAnswers.add(error.replace("SENT", sentByBrowser));
    assertContainsNoSecret(browserFailure());
    for (String damaged : List.of(
        FakeGitHub.TOKEN, "access_token=" + FakeGitHub.TOKEN, "[" + FakeGitHub.TOKEN,
        "{\"" + FakeGitHub.TOKEN + "\":x}", "{\"access_token\":{\"" + FakeGitHub.TOKEN + "\":0}}",
        "{\"access_token\":\"" + FakeGitHub.TOKEN + "\u0007\"}")) {
      fixture.github.tokenAnswers.add(damaged);
      assertContainsNoSecret(deviceFailure());
      fixture.github.tokenAnswers.add(damaged);
      assertContainsNoSecret(browserFailure());
      fixture.github.user = damaged;
      assertContainsNoSecret(failureOf(FakeGitHub.TOKEN));
    }
    fixture.github.status = 400;
    fixture.github.tokenAnswers.add("{\"reason\":\"" + sentByBrowser + "\"}");
    assertContainsNoSecret(browserFailure());
    fixture.github.app = FakeGitHub.CLIENT_SECRET;
    assertContainsNoSecret(browserFailure());
  }

  @Test
  void rule11NoToStringContainsASecret() {
    SensitiveText secret = new SensitiveText(FakeGitHub.TOKEN);
    AccessToken token =
        new AccessToken(
            FakeGitHub.TOKEN, Optional.of("jane"), Optional.of(Instant.EPOCH));
    assertThat(token).hasToString("a token of jane, valid until 1970-01-01T00:00:00Z");
    for (Object shown : new Object[] {
        secret, token, TokenLookup.ofUnknownUser(FakeGitHub.TOKEN), new BrowserFlow.Pkce(secret),
        new GitHubClient.GitHubApp("id", secret),
        new OAuthRequests.TokenGrant(secret, Optional.empty(), Optional.of(secret)),
        new SavedToken.Renewal("issuer", "client", secret),
        new SavedToken(token, Optional.of(new SavedToken.Renewal("issuer", "client", secret))),
        new SignInApp("GitHub", endpoints(), "id", secret, "scope", null),
        new OAuthResult.Granted<>(secret), fixture.signIn(() -> FakeGitHub.TOKEN),
        new DeviceFlow.DeviceCode(
            secret, "code", fixture.github.server().base(), Duration.ZERO, Duration.ZERO)}) {
      assertThat(shown.toString()).doesNotContain(FakeGitHub.TOKEN);
    }
  }

  private SignInApp.Endpoints endpoints() {
    URI url = fixture.github.server().base();
    return new SignInApp.Endpoints(url, url, url);
  }

  private GypsumException failureOf(String token) {
    return catchThrowableOfType(
        GypsumException.class, () -> fixture.signIn().setAccessToken(token));
  }

  private GypsumException deviceFailure() {
    return catchThrowableOfType(
        GypsumException.class, () -> fixture.signIn().deviceFlow(new FakePerson()));
  }

  private GypsumException browserFailure() {
    FakePerson[] person = new FakePerson[1];
    person[0] = new FakePerson(page -> person[0].visit(fixture.github.approve(page)));
    return catchThrowableOfType(
        GypsumException.class, () -> fixture.signIn().browserFlow(person[0]));
  }

  /** Checks the failure with its causes, suppressed failures and stack trace. */
  private static void assertContainsNoSecret(Throwable failure) {
    StringWriter text = new StringWriter();
    assertThat(failure).isNotNull();
    failure.printStackTrace(new PrintWriter(text, true));
    assertThat(text.toString()).doesNotContain(FakeGitHub.SECRETS);
  }
}
