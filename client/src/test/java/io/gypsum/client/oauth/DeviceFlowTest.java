package io.gypsum.client.oauth;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.SignIn;
import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DeviceFlowTest {
  private static final String PENDING =
      "{\"error\":\"authorization_pending\",\"error_description\":\"not yet\"}";

  @TempDir Path directory;
  private SignInFixture fixture;
  private final FakePerson person = new FakePerson();

  @BeforeEach
  void start() {
    fixture = new SignInFixture(directory);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void signsInAndStoresTheToken() {
    AccessToken token = fixture.signIn().deviceFlow(person);
    assertThat(token)
        .isEqualTo(
            new AccessToken(FakeGitHub.TOKEN, Optional.of("jane"), Optional.empty()));
    assertThat(person.codes)
        .containsExactly("WDJB-MJHT at https://github.com/login/device within 15 min");
    assertThat(fixture.tokenFile).hasContent(FakeGitHub.TOKEN + "\njane\ninf\n");
    assertThat(fixture.tokenFile.getParent().toFile().list()).containsExactly("token.txt");
    assertThat(fixture.signIn().accessToken()).contains(token);
  }

  @Test
  void theNewTokenTakesPrecedenceInItsOwnClient() {
    fixture.environment.put("GYPSUM_TOKEN", "other");
    SignIn signIn = fixture.signIn();
    AccessToken token = signIn.deviceFlow(person);
    assertThat(signIn.accessToken()).contains(token);
  }

  @Test
  void pollsUntilTheCodeIsEntered() {
    fixture.github.tokenAnswers.add(PENDING);
    fixture.github.tokenAnswers.add(PENDING);
    fixture.signIn().deviceFlow(person);
    assertThat(fixture.time.waits).containsOnly(Duration.ofSeconds(5)).hasSize(3);
  }

  @Test
  void slowDownIncreasesTheIntervalByFiveSeconds() {
    fixture.github.tokenAnswers.add("{\"error\":\"slow_down\",\"interval\":10}");
    fixture.github.tokenAnswers.add("{\"error\":\"slow_down\"}");
    fixture.github.tokenAnswers.add(PENDING);
    fixture.github.tokenAnswers.add("{\"error\":\"slow_down\",\"interval\":60}");
    fixture.signIn().deviceFlow(person);
    assertThat(fixture.time.waits)
        .extracting(Duration::toSeconds)
        .containsExactly(5L, 10L, 15L, 15L, 60L);
  }

  @Test
  void retriesABusyGitHubALimitedNumberOfTimes() {
    fixture.github.status = 503;
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class, () -> fixture.signIn().deviceFlow(person));
    assertThat(failure.status()).hasValue(503);
    assertThat(fixture.github.requests()).hasSize(7);
  }

  @Test
  void reportsARefusal() {
    fixture.github.tokenAnswers.add("{\"error\":\"access_denied\"}");
    GypsumException failure = failure();
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.FORBIDDEN);
    assertThat(failure).hasMessageContaining("refused at GitHub");
    assertThat(fixture.tokenFile).doesNotExist();
  }

  @Test
  void reportsAnExpiredCode() {
    fixture.github.tokenAnswers.add(PENDING);
    fixture.github.tokenAnswers.add("{\"error\":\"expired_token\"}");
    assertThat(failure()).hasMessageContaining("not entered in time");
  }

  @Test
  void stopsPollingWhenTheCodeHasExpired() {
    fixture.github.deviceAnswer = fixture.github.deviceAnswer.replace("900", "12");
    for (int i = 0; i < 10; i++) {
      fixture.github.tokenAnswers.add(PENDING);
    }
    assertThat(failure()).hasMessageContaining("not entered in time");
    assertThat(fixture.time.waits)
        .extracting(Duration::toSeconds)
        .containsExactly(5L, 5L, 2L);
  }

  @Test
  void reportsAnUnknownErrorWithoutSecrets() {
    fixture.github.tokenAnswers.add(
        "{\"error\":\"odd\",\"error_description\":\"you sent " + FakeGitHub.DEVICE_CODE + "\"}");
    assertThat(failure()).hasMessage("cannot sign in: GitHub answered 'odd': you sent …");
  }

  @Test
  void reportsWhatToDoIfTheAppDoesNotAllowCodes() {
    fixture.github.deviceAnswer = "{\"error\":\"device_flow_disabled\"}";
    assertThat(failure()).hasMessageContaining("browser on this machine");
    assertThat(person.codes).isEmpty();
  }

  @Test
  void reportsAServerWithoutGitHubSignIn() {
    fixture.github.app = null;
    GypsumException failure = failure();
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.NOT_FOUND);
    assertThat(failure)
        .hasMessage(
            "'" + fixture.github.server()
                + "' does not support signing in with GitHub or an OpenID provider; ask"
                + " its administrator for a token, and save it with 'gypsum login --account' or set GYPSUM_TOKEN to it");
  }

  @Test
  void rejectsUnsafePagesAndCodes() {
    String answer = fixture.github.deviceAnswer;
    fixture.github.deviceAnswer = answer.replace("https://github.com", "file:///etc");
    assertThat(failure().kind()).isEqualTo(GypsumException.Kind.CORRUPT);
    fixture.github.deviceAnswer = answer.replace("WDJB", "\\u001b[2J");
    assertThat(failure().kind()).isEqualTo(GypsumException.Kind.CORRUPT);
    assertThat(person.codes).isEmpty();
  }

  @Test
  void storesWhenTheTokenExpires() {
    fixture.github.tokenAnswers.add(
        FakeGitHub.GRANTED.replace("}", ",\"expires_in\":28800}"));
    AccessToken token = fixture.signIn().deviceFlow(person);
    Instant expiry = FakeTime.START.plusSeconds(5 + 28_800);
    assertThat(token.expiry()).contains(expiry);
    assertThat(fixture.tokenFile)
        .hasContent(FakeGitHub.TOKEN + "\njane\n" + expiry.getEpochSecond() + "\n");
  }

  @Test
  void anInterruptEndsTheWait() {
    FakePerson leaving = new FakePerson();
    SignIn signIn = fixture.signIn();
    Thread.currentThread().interrupt();
    assertThat(catchThrowableOfType(GypsumException.class, () -> signIn.deviceFlow(leaving)))
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  private GypsumException failure() {
    return catchThrowableOfType(
        GypsumException.class, () -> fixture.signIn().deviceFlow(person));
  }
}
