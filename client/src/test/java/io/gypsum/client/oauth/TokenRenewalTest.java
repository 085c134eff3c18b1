package io.gypsum.client.oauth;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.SignIn;
import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The provider accepts each refresh token once, so a repeated use is a failure. */
class TokenRenewalTest {
  private static final String RENEWALS = "POST /realms/lab/token";

  @TempDir Path directory;
  private SignInFixture fixture;
  private FakeOpenId openId;
  private SignIn signIn;

  @BeforeEach
  void signIn() {
    fixture = new SignInFixture(directory);
    openId = new FakeOpenId();
    signIn = fixture.signInTo(openId);
  }

  @AfterEach
  void stop() {
    fixture.close();
    openId.close();
  }

  /** Signs in and waits until the token has expired, as far as a client is concerned. */
  private void signInAndExpire() {
    signIn.deviceFlow(new FakePerson());
    fixture.time.sleep(Duration.ofSeconds(290));
  }

  private long tokenRequests() {
    return openId.requests.stream().filter(RENEWALS::equals).count();
  }

  @Test
  void anExpiredTokenIsRenewedAndSaved() {
    signInAndExpire();
    Instant now = fixture.time.instant();

    AccessToken renewed = signIn.freshToken().orElseThrow();

    assertThat(renewed)
        .isEqualTo(
            new AccessToken(
                FakeOpenId.ACCESS + 2, Optional.of("jane"), Optional.of(now.plusSeconds(300))));
    assertThat(signIn.accessToken()).contains(renewed);
    SignIn other = fixture.signInTo(openId);
    assertThat(other.freshToken()).contains(renewed);
    assertThat(tokenRequests()).isEqualTo(2);

    fixture.time.sleep(Duration.ofMinutes(5));
    assertThat(other.freshToken().orElseThrow().token()).isEqualTo(FakeOpenId.ACCESS + 3);
    // Finds what the other client has renewed.
    assertThat(signIn.freshToken().orElseThrow().token()).isEqualTo(FakeOpenId.ACCESS + 3);
    assertThat(tokenRequests()).isEqualTo(3);
  }

  @Test
  void aTokenIsNotRenewedBeforeItExpires() {
    signIn.deviceFlow(new FakePerson());
    fixture.time.sleep(Duration.ofSeconds(289));
    assertThat(signIn.freshToken().orElseThrow().token()).isEqualTo(FakeOpenId.ACCESS + 1);
    assertThat(tokenRequests()).isEqualTo(1);
  }

  @Test
  void theStateOfTheSignInIsFoundWithoutAnyRequest() {
    signInAndExpire();
    int before = openId.requests.size();
    AccessToken expired = signIn.accessToken().orElseThrow();
    assertThat(expired.isExpired(fixture.time.instant())).isTrue();
    assertThat(signIn.tokenOrigin()).isPresent();
    assertThat(openId.requests).hasSize(before);
  }

  @Test
  void fetchUserRenewsTheToken() {
    signInAndExpire();
    assertThat(signIn.fetchUser().login()).isEqualTo("jane");
    assertThat(tokenRequests()).isEqualTo(2);
  }

  @Test
  void aVariableKeepsItsPrecedence() {
    signInAndExpire();
    fixture.environment.put("GYPSUM_TOKEN", "mine");
    assertThat(fixture.signInTo(openId).freshToken().orElseThrow().token()).isEqualTo("mine");
    assertThat(signIn.freshToken().orElseThrow().token()).isEqualTo(FakeOpenId.ACCESS + 2);
  }

  @Test
  void ofConcurrentClientsOneRenewsTheToken() throws Exception {
    signInAndExpire();
    int clients = 6;
    CyclicBarrier start = new CyclicBarrier(clients);
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<String>> tokens = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        SignIn client = i % 2 == 0 ? signIn : fixture.signInTo(openId);
        tokens.add(threads.submit(() -> {
          start.await();
          return client.freshToken().orElseThrow().token();
        }));
      }
      for (Future<String> token : tokens) {
        assertThat(token.get()).isEqualTo(FakeOpenId.ACCESS + 2);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(tokenRequests()).isEqualTo(2);
  }

  @Test
  void aRefusedRenewalAsksToSignInAgain() {
    signInAndExpire();
    openId.tokenAnswers.add(
        "400 {\"error\":\"invalid_grant\",\"error_description\":\"Session not active "
            + FakeOpenId.REFRESH + "1\"}");
    GypsumException failure = failure();
    assertThat(failure).hasMessage(
        "cannot renew the access token for '" + openId.server() + "': " + openId.host()
            + " answered 'invalid_grant': Session not active …; run 'gypsum login' again");
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.UNAUTHENTICATED);
  }

  @Test
  void aTokenWithoutRenewalAsksToSignInAgain() {
    openId.renews = false;
    signInAndExpire();
    assertThat(failure()).hasMessageContaining("has expired; run 'gypsum login' again");
    assertThat(tokenRequests()).isEqualTo(1);
  }

  @Test
  void aRefreshTokenThatIsNotReplacedRemainsValid() {
    signInAndExpire();
    openId.tokenAnswers.add("200 {\"access_token\":\"" + FakeOpenId.ACCESS + "x\"}");
    assertThat(signIn.freshToken())
        .contains(
            new AccessToken(FakeOpenId.ACCESS + "x", Optional.of("jane"), Optional.empty()));
    assertThat(fixture.accountFile(openId.server())).content()
        .endsWith("\ninf\n" + openId.issuer() + "\ngypsum-cli\n" + FakeOpenId.REFRESH + "1\n");
  }

  @Test
  void aProviderThatIsDownKeepsTheSignIn() {
    signInAndExpire();
    for (int i = 0; i < 7; i++) {
      openId.tokenAnswers.add("503 {}");
    }
    assertThat(failure().kind()).isEqualTo(GypsumException.Kind.BUSY);
    openId.tokenAnswers.clear();
    assertThat(signIn.freshToken().orElseThrow().token()).isEqualTo(FakeOpenId.ACCESS + 2);
  }

  @Test
  void anotherProviderThatTheServerNamesReceivesNothing() {
    signInAndExpire();
    openId.credentials =
        "200 {\"issuer\":\"https://evil.example.org\",\"client_id\":\"c\",\"scopes\":[]}";
    openId.describedIssuer = "https://evil.example.org";
    assertThat(failure().kind()).isEqualTo(GypsumException.Kind.CORRUPT);
    assertThat(tokenRequests()).isEqualTo(1);
    openId.describedIssuer = null;
    assertThat(signIn.freshToken()).isPresent();
  }

  @Test
  void aSignOutDuringARenewalIsNotUndone() {
    signInAndExpire();
    Path file = fixture.accountFile(openId.server());
    openId.beforeRenewal = () -> assertThat(file.toFile().delete()).isTrue();
    assertThat(signIn.freshToken().orElseThrow().token()).isEqualTo(FakeOpenId.ACCESS + 2);
    assertThat(file).doesNotExist();
    fixture.time.sleep(Duration.ofMinutes(5));
    assertThat(failure()).hasMessageContaining("deleted; run 'gypsum login' again");
  }

  @Test
  void anInterruptEndsTheRenewal() {
    signInAndExpire();
    Thread.currentThread().interrupt();
    assertThat(failure()).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(signIn.freshToken()).isPresent();
  }

  private GypsumException failure() {
    return catchThrowableOfType(GypsumException.class, () -> signIn.freshToken());
  }
}
