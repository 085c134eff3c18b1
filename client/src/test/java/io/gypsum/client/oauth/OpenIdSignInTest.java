package io.gypsum.client.oauth;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.signin.AccessToken;
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

/** Signs in to a server whose users are identified by an OpenID provider; {@link TokenRenewalTest} renews its tokens. */
class OpenIdSignInTest {
  private static final String PENDING = "400 {\"error\":\"authorization_pending\"}";

  @TempDir Path directory;
  private SignInFixture fixture;
  private FakeOpenId openId;
  private final FakePerson person = new FakePerson();

  @BeforeEach
  void start() {
    fixture = new SignInFixture(directory);
    openId = new FakeOpenId();
  }

  @AfterEach
  void stop() {
    fixture.close();
    openId.close();
  }

  private Path file() {
    return fixture.accountFile(openId.server());
  }

  private SignIn signIn() {
    return fixture.signInTo(openId);
  }

  private FakePerson browser(UnaryOperator<URI> redirect) {
    FakePerson[] self = new FakePerson[1];
    self[0] = new FakePerson(page -> self[0].visit(redirect.apply(page)));
    return self[0];
  }

  private FakePerson agreeing() {
    return browser(page -> openId.leadBack(page, "code=" + FakeOpenId.CODE));
  }

  @Test
  void signsInWithACodeIfTheProviderOffersThat() throws Exception {
    openId.tokenAnswers.add(PENDING);
    SignIn signIn = signIn();
    AccessToken token = signIn.defaultFlow(person);

    Instant expiry = FakeTime.START.plusSeconds(10 + 300);
    assertThat(token)
        .isEqualTo(
            new AccessToken(FakeOpenId.ACCESS + 1, Optional.of("jane"), Optional.of(expiry)));
    assertThat(person.codes)
        .containsExactly("WDJB-MJHT at https://idp.example.org/device within 15 min");
    assertThat(fixture.time.waits).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
    assertThat(file()).hasContent(
        FakeOpenId.ACCESS + "1\njane\n" + expiry.getEpochSecond() + "\n" + openId.issuer()
            + "\ngypsum-cli\n" + FakeOpenId.REFRESH + "1\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    for (SignIn client : new SignIn[] {signIn, signIn()}) {
      assertThat(client.accessToken()).contains(token);
      assertThat(client.freshToken()).contains(token);
      assertThat(client.tokenOrigin()).contains(TokenOrigin.OPENID);
      assertThat(client.isRenewable()).isTrue();
      assertThat(client.fetchUser().login()).isEqualTo("jane");
    }
  }

  @Test
  void otherClientsAndServersNeverReceiveTheToken() {
    signIn().defaultFlow(person);
    assertThat(fixture.tokenFile).doesNotExist();
    assertThat(fixture.signIn().accessToken()).isEmpty();
  }

  @Test
  void signsInWithABrowserIfTheProviderOffersNoCodes() {
    openId.offersCodes = false;
    FakePerson agreeing = agreeing();
    assertThat(signIn().defaultFlow(agreeing).token()).isEqualTo(FakeOpenId.ACCESS + 1);
    assertThat(agreeing.pages.get(0)).startsWith("200 ")
        .contains("You are signed in to " + openId.host());
    assertThat(catchThrowableOfType(GypsumException.class, () -> signIn().deviceFlow(person)))
        .hasMessageContaining("browser on this machine")
        .extracting(GypsumException::kind)
        .isEqualTo(GypsumException.Kind.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unauthorized_client", "unsupported_grant_type"})
  void signsInWithABrowserIfTheClientMayNotUseCodes(String error) {
    openId.deviceAnswer = "400 {\"error\":\"" + error + "\"}";
    assertThat(signIn().defaultFlow(agreeing()).token()).isEqualTo(FakeOpenId.ACCESS + 1);
    assertThat(openId.requests).contains("POST /realms/lab/device");
  }

  @Test
  void signsInWithABrowserOnRequest() {
    assertThat(signIn().browserFlow(agreeing()).token()).isEqualTo(FakeOpenId.ACCESS + 1);
    assertThat(openId.requests).doesNotContain("POST /realms/lab/device");
  }

  @Test
  void slowDownIncreasesTheInterval() {
    openId.tokenAnswers.add("400 {\"error\":\"slow_down\"}");
    openId.tokenAnswers.add(PENDING);
    signIn().deviceFlow(person);
    assertThat(fixture.time.waits).extracting(Duration::toSeconds).containsExactly(5L, 10L, 10L);
  }

  @Test
  void reportsARefusal() {
    openId.tokenAnswers.add("400 {\"error\":\"access_denied\"}");
    GypsumException failure = deviceFailure();
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.FORBIDDEN);
    assertThat(failure).hasMessageContaining("refused at " + openId.host());
    FakePerson refusing = browser(page -> openId.leadBack(page, "error=access_denied"));
    assertThat(browserFailure(refusing)).hasMessageContaining("refused at " + openId.host());
    assertThat(refusing.pages.get(0)).contains(openId.host() + " did not sign you in");
    assertThat(file()).doesNotExist();
  }

  @Test
  void reportsAnExpiredCode() {
    openId.tokenAnswers.add("400 {\"error\":\"expired_token\"}");
    assertThat(deviceFailure()).hasMessageContaining("not entered in time");
  }

  @Test
  void reportsAClientThatTheProviderDoesNotKnow() {
    openId.deviceAnswer =
        "401 {\"error\":\"invalid_client\",\"error_description\":\"Client not found\"}";
    assertThat(deviceFailure()).hasMessageContaining("'invalid_client': Client not found")
        .hasMessageContaining("client without a secret");
  }

  @Test
  void reportsARefusalWithoutAReason() {
    openId.deviceAnswer = "400 <html>no</html>";
    assertThat(
        catchThrowableOfType(RequestFailedException.class, () -> signIn().deviceFlow(person))
            .status())
        .hasValue(400);
  }

  @Test
  void reportsAProviderThatIsDown() {
    openId.credentials =
        "200 {\"issuer\":\"http://127.0.0.1:1/x\",\"client_id\":\"c\",\"scopes\":[]}";
    GypsumException failure = deviceFailure();
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("cannot sign in at http://127.0.0.1:1/x")
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void reportsATokenThatTheServerDoesNotAccept() {
    openId.whoAmI =
        "401 {\"status\":\"error\",\"reason\":\"the token is not valid yet: check the clocks\"}";
    GypsumException failure = deviceFailure();
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.UNAUTHENTICATED);
    assertThat(failure).hasMessageContaining("(the token is not valid yet: check the clocks)")
        .hasMessageContaining("its clock and the settings of its OpenID provider");
    assertThat(file()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"404", "405", "501"})
  void aServerWithoutAnyProviderIsReportedAsBefore(String status) {
    openId.credentials = status + " {}";
    assertThat(deviceFailure())
        .hasMessageContaining(
            "does not support signing in with GitHub or an OpenID provider; ask its administrator")
        .extracting(GypsumException::kind)
        .isEqualTo(GypsumException.Kind.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"issuer\":\"https://a\\nb\",\"client_id\":\"c\",\"scopes\":[]}",
      "{\"issuer\":\"https://a\",\"client_id\":\"c\\nd\",\"scopes\":[]}",
      "{\"issuer\":\"https://a\",\"client_id\":\"c\",\"scopes\":[\"a b\"]}",
      "{\"issuer\":\"https://a\",\"client_id\":\"\",\"scopes\":[]}", "{}"})
  void rejectsCredentialsThatCouldForgeLinesOrParameters(String json) {
    openId.credentials = "200 " + json;
    assertThat(deviceFailure().kind()).isEqualTo(GypsumException.Kind.CORRUPT);
  }

  @Test
  void rejectsTheDescriptionOfAnotherIssuer() {
    openId.describedIssuer = "https://evil.example.org";
    assertThat(deviceFailure()).hasMessageContaining("'https://evil.example.org'")
        .extracting(GypsumException::kind)
        .isEqualTo(GypsumException.Kind.CORRUPT);
  }

  @Test
  void neverSendsSecretsUnencryptedToAnotherMachine() {
    openId.describedTokenEndpoint = "http://idp.example.org/token";
    assertThat(deviceFailure()).hasMessageContaining("not an https URL")
        .extracting(GypsumException::kind)
        .isEqualTo(GypsumException.Kind.INVALID);
    openId.credentials =
        "200 {\"issuer\":\"http://idp.example.org\",\"client_id\":\"c\",\"scopes\":[]}";
    assertThat(deviceFailure()).hasMessageContaining("not an https URL");
    assertThat(person.codes).isEmpty();
  }

  @Test
  void theLastSignInReplacesTheOthers() {
    SignIn signIn = signIn();
    signIn.setAccessToken(FakeGitHub.TOKEN);
    signIn.defaultFlow(person);
    assertThat(signIn().tokenOrigin()).contains(TokenOrigin.OPENID);

    signIn.setAccountToken(FakeOpenId.ACCESS + "other");
    assertThat(signIn().tokenOrigin()).contains(TokenOrigin.ACCOUNT);
    assertThat(signIn().isRenewable()).isFalse();

    signIn.defaultFlow(person);
    signIn.setAccessToken(FakeGitHub.TOKEN);
    assertThat(signIn.tokenOrigin()).contains(TokenOrigin.GITHUB);
    assertThat(file()).doesNotExist();
  }

  @Test
  void forgetDeletesTheTokenAndTheRefreshToken() {
    SignIn signIn = signIn();
    signIn.defaultFlow(person);
    assertThat(signIn.forget()).isTrue();
    assertThat(file()).doesNotExist();
    assertThat(signIn.accessToken()).isEmpty();
    assertThat(signIn.freshToken()).isEmpty();
    assertThat(signIn.forget()).isFalse();
  }

  @Test
  void aServerOnAnotherMachineRequiresHttps() {
    ServerUrl open = ServerUrl.of(URI.create("http://gypsum.example.org"));
    assertThat(fixture.signIn(open, GitHubSite.PUBLIC, null).freshToken()).isEmpty();
  }

  @Test
  void rule11NoFailureContainsASecret() {
    String sent = String.join(" ", FakeOpenId.DEVICE_CODE, FakeOpenId.CODE);
    String error = "400 {\"error\":\"" + sent + "\",\"error_description\":\"" + sent + "\"}";
    openId.tokenAnswers.add(error.replace(FakeOpenId.CODE, ""));
    assertContainsNoSecret(deviceFailure());
    openId.tokenAnswers.add(error.replace(FakeOpenId.DEVICE_CODE, ""));
    assertContainsNoSecret(browserFailure(agreeing()));
    for (String damaged : new String[] {
        "200 " + FakeOpenId.ACCESS, "200 [\"" + FakeOpenId.REFRESH, "400 " + FakeOpenId.ACCESS,
        "200 {\"access_token\":{\"" + FakeOpenId.ACCESS + "\":0}}",
        "200 {\"access_token\":\"" + FakeOpenId.ACCESS + "\\n\"}"}) {
      openId.tokenAnswers.add(damaged);
      assertContainsNoSecret(deviceFailure());
      openId.tokenAnswers.add(damaged);
      assertContainsNoSecret(browserFailure(agreeing()));
    }
  }

  private GypsumException deviceFailure() {
    return catchThrowableOfType(GypsumException.class, () -> signIn().deviceFlow(person));
  }

  private GypsumException browserFailure(FakePerson who) {
    return catchThrowableOfType(GypsumException.class, () -> signIn().browserFlow(who));
  }

  private static void assertContainsNoSecret(Throwable failure) {
    StringWriter text = new StringWriter();
    assertThat(failure).isNotNull();
    failure.printStackTrace(new PrintWriter(text, true));
    assertThat(text.toString()).doesNotContain(FakeOpenId.SECRETS);
  }
}
