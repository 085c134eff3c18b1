package io.gypsum.server.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.core.testing.TestOidcProvider;
import io.gypsum.server.identity.OidcSessions.SessionUser;
import io.gypsum.server.identity.http.ProviderCalls;
import io.gypsum.server.identity.oidc.AuthorizationFlow.CompletedFlow;
import io.gypsum.server.identity.oidc.AuthorizationFlow.FlowSecrets;
import io.gypsum.server.identity.oidc.OidcProvider;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.server.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.identity.LocalAccountsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

class OidcSessionsTest {
  private static final Duration CHECK_INTERVAL = Duration.ofMinutes(5);
  private static final URI CALLBACK = URI.create("http://127.0.0.1:1/sign-in/oidc/callback");
  private static final FlowSecrets SECRETS =
      new FlowSecrets("s".repeat(43), "n".repeat(43), "v".repeat(43));
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir Path directory;

  private final TestClock clock = new TestClock();
  private TestOidcProvider provider;
  private OidcProvider known;
  private OidcSessions sessions;

  @BeforeEach
  void start() throws IOException {
    provider = new TestOidcProvider(clock);
    provider.add("anna", "/lab/curators", "staff");
    provider.signsIn("anna");
    known = provider(Map.of());
    sessions = sessions(known);
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private OidcProvider provider(Map<String, String> more) {
    Map<String, String> options = new HashMap<>(provider.options());
    options.putAll(more);
    return new OidcProvider(
        SettingsReader.read(SettingsSources.of(options, directory)).identity().requireOidc(),
        clock);
  }

  private OidcSessions sessions(OidcProvider of) {
    return new OidcSessions(
        of, clock, () -> Duration.between(TestClock.START, clock.instant()).toNanos());
  }

  /** A response of the provider, which it sends by way of the browser. */
  private record Redirect(Map<String, String> parameters) {}

  private Redirect authorize(OidcSessions at) throws IOException, InterruptedException {
    HttpResponse<String> response =
        CLIENT.send(
            HttpRequest.newBuilder(at.flow().address(SECRETS, CALLBACK)).build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(302);
    URI location = URI.create(response.headers().firstValue("Location").orElseThrow());
    assertThat(location.toString()).startsWith(CALLBACK + "?");
    Map<String, String> parameters = new HashMap<>();
    for (String pair : location.getQuery().split("&", -1)) {
      parameters.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("[^=]*=", ""));
    }
    return new Redirect(parameters);
  }

  private static CompletedFlow complete(OidcSessions at, FlowSecrets secrets, Redirect redirect) {
    return at.flow()
        .complete(
            secrets, redirect.parameters.get("code"), redirect.parameters.get("iss"), CALLBACK);
  }

  private SessionUser signIn() throws IOException, InterruptedException {
    return sessions.begin(complete(sessions, SECRETS, authorize(sessions)));
  }

  @Test
  void theUserOfASignInHasTheLoginAndGroupsOfTheProvider() throws Exception {
    SessionUser session = signIn();

    assertThat(session.user())
        .isEqualTo(new User("anna", Set.of("group:lab:curators", "group:staff"), false));
    assertThat(OidcSessions.isSession(session.text())).isTrue();
    assertThat(sessions.user(session.text())).isEqualTo(session);
    assertThat(session.toString()).doesNotContain(session.text());
  }

  @Test
  void aSessionIsConfirmedAndReplacedEveryFiveMinutes() throws Exception {
    SessionUser first = signIn();
    clock.advance(CHECK_INTERVAL.minusMillis(1));
    assertThat(sessions.user(first.text())).isEqualTo(first);
    assertThat(tokenRequests()).isEqualTo(1);

    provider.add("anna", "night-shift");
    clock.advance(Duration.ofMillis(1));
    SessionUser second = sessions.user(first.text());
    assertThat(second.user().organizations()).containsExactly("group:night-shift");
    assertThat(second.text()).isNotEqualTo(first.text());
    assertThat(tokenRequests()).isEqualTo(2);
    assertThat(sessions.user(second.text())).isEqualTo(second);
    assertThat(tokenRequests()).isEqualTo(2);

    clock.advance(CHECK_INTERVAL);
    assertThat(sessions.user(second.text()).text()).isNotEqualTo(second.text());
    assertThat(tokenRequests()).isEqualTo(3);
  }

  @Test
  void anotherServerContinuesASessionWithoutARequest() throws Exception {
    SessionUser session = signIn();

    assertThat(sessions(known).user(session.text())).isEqualTo(session);
    assertThat(tokenRequests()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSessionEndsFiveMinutesAfterTheAccountWasDisabled(boolean hasRefreshToken)
      throws Exception {
    provider.setIssuesRefreshTokens(hasRefreshToken);
    SessionUser session = signIn();
    provider.disable("anna");
    clock.advance(CHECK_INTERVAL.minusMillis(1));
    sessions.user(session.text());

    clock.advance(Duration.ofMillis(1));
    assertRefused(session.text(), "your account was disabled", "sign in again");
  }

  @Test
  void withoutARefreshTokenTheAccessTokenIsCheckedAtTheUserinfoEndpoint() throws Exception {
    provider.setIssuesRefreshTokens(false);
    SessionUser session = signIn();
    for (int i = 1; i <= 3; i++) {
      clock.advance(CHECK_INTERVAL);
      session = sessions.user(session.text());
      assertThat(session.user().login()).isEqualTo("anna");
      assertThat(provider.requests.stream().filter("userinfo"::equals)).hasSize(i);
    }
    assertThat(tokenRequests()).isEqualTo(1);
  }

  @Test
  void duringAnOutageASessionContinuesForFiveMinutesAndDoesNotEnd() throws Exception {
    SessionUser session = signIn();
    provider.fail();
    clock.advance(CHECK_INTERVAL.minusMillis(1));
    sessions.user(session.text());
    clock.advance(Duration.ofMillis(1));
    assertUnavailable(session.text(), "status 503");

    provider.restore();
    clock.advance(Duration.ofSeconds(1));
    assertThat(sessions.user(session.text()).user().login()).isEqualTo("anna");
  }

  @Test
  void concurrentRequestsOfASessionShareOneRenewal() throws Exception {
    SessionUser session = signIn();
    clock.advance(CHECK_INTERVAL);
    int callers = 20;
    CyclicBarrier start = new CyclicBarrier(callers);
    List<Future<SessionUser>> results = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        results.add(threads.submit(() -> {
          start.await();
          return sessions.user(session.text());
        }));
      }
    }

    Set<SessionUser> distinct = new HashSet<>();
    for (Future<SessionUser> result : results) {
      distinct.add(result.get());
    }
    assertThat(distinct).hasSize(1);
    assertThat(tokenRequests()).isEqualTo(2);
  }

  @Test
  void requestsWithThePreviousSessionGetTheResultOfItsRenewalForFiveMinutes() throws Exception {
    SessionUser first = signIn();
    clock.advance(CHECK_INTERVAL);
    SessionUser second = sessions.user(first.text());
    clock.advance(CHECK_INTERVAL.minusMillis(1));
    assertThat(sessions.user(first.text())).isEqualTo(second);

    clock.advance(Duration.ofMillis(1));
    assertRefused(first.text(), "has ended");
    assertThat(sessions.user(second.text()).user().login()).isEqualTo("anna");
  }

  @Test
  void aSessionEndsWhenTheLoginChanges() throws Exception {
    SessionUser session = signIn();
    provider.setIdTokenClaims(Map.of("preferred_username", "root"));
    clock.advance(CHECK_INTERVAL);

    assertRefused(session.text(), "login has changed from 'anna'");
  }

  @Test
  void tokensOfAnotherUserEndASession() throws Exception {
    SessionUser session = signIn();
    provider.setIdTokenClaims(Map.of("sub", "another"));
    clock.advance(CHECK_INTERVAL);

    assertRefused(session.text(), "another user");
  }

  @Test
  void aSessionFromTheFutureIsConfirmedAtOnce() throws Exception {
    SessionUser session = signIn();
    clock.advance(Duration.ofSeconds(-61));

    assertThat(sessions.user(session.text()).text()).isNotEqualTo(session.text());
    assertThat(tokenRequests()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
      "nonce,another,another sign-in", "aud,another-application,for another application",
      "azp,another-application,to another application", "iss,https://evil.example/,not issued by",
      "exp,1,has expired", "preferred_username,a/b,contains '/'"})
  void anIdTokenWithOtherClaimsIsRefused(String claim, String value, String reason)
      throws Exception {
    Object other = claim.equals("exp") ? (Object) Long.valueOf(value) : value;
    provider.setIdTokenClaims(Map.of(claim, other));
    Redirect redirect = authorize(sessions);

    assertFails(
        Kind.UNAUTHENTICATED,
        () -> sessions.begin(complete(sessions, SECRETS, redirect)), reason);
  }

  @Test
  void anIdTokenWithAnotherSignatureIsRefused() throws Exception {
    signIn();
    Redirect redirect = authorize(sessions);
    provider.forgeSignatures();

    assertFails(
        Kind.UNAUTHENTICATED, () -> complete(sessions, SECRETS, redirect), "signature");
  }

  @Test
  void aCodeIsRefusedWithAnotherVerifierAndWhenItIsReplayed() throws Exception {
    Redirect redirect = authorize(sessions);
    FlowSecrets other = new FlowSecrets(SECRETS.state(), SECRETS.nonce(), "w".repeat(43));
    assertFails(
        Kind.UNAUTHENTICATED, () -> complete(sessions, other, redirect), "did not accept");

    Redirect second = authorize(sessions);
    complete(sessions, SECRETS, second);
    assertFails(
        Kind.UNAUTHENTICATED, () -> complete(sessions, SECRETS, second), "used already");
  }

  @Test
  void aResponseOfAnotherProviderIsRefusedBeforeItsCodeIsSent() throws Exception {
    String code = authorize(sessions).parameters.get("code");
    for (String issuer : new String[] {null, "https://evil.example/"}) {
      Map<String, String> parameters = new HashMap<>(Map.of("code", code));
      parameters.put("iss", issuer);
      assertFails(
          Kind.UNAUTHENTICATED,
          () -> complete(sessions, SECRETS, new Redirect(parameters)), "was not sent by");
    }
    assertThat(tokenRequests()).isZero();
  }

  @Test
  void wrongCredentialsOfTheServerAreUnavailable() throws Exception {
    OidcSessions wrong = sessions(provider(Map.of("oidc-client-secret", "x")));
    Redirect redirect = authorize(wrong);

    assertFails(
        Kind.UNAVAILABLE, () -> complete(wrong, SECRETS, redirect), "'invalid_client'",
        "oidc-client-secret");
  }

  @ParameterizedTest
  @CsvSource({"200,<html>", "200,{}", "200,[]", "400,{}", "500,{}", "429,{}"})
  void anUnexpectedResponseOfTheTokenEndpointIsUnavailable(int status, String body)
      throws Exception {
    Redirect redirect = authorize(sessions);
    provider.reply("token", status, "application/json", body);

    assertFails(
        Kind.UNAVAILABLE, () -> complete(sessions, SECRETS, redirect), "token endpoint",
        "status " + status);
  }

  /** Makes the provider renew sessions without sending the groups. */
  private void sendNoGroups(boolean hasRefreshToken) {
    provider.setIssuesRefreshTokens(hasRefreshToken);
    provider.setIssuesIdTokensAtRenewal(false);
    provider.setOpaqueAccessTokens(true);
    provider.removeUserInfoClaim("groups");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void groupsThatOnlyTheIdTokenContainsAreUsedForAnHour(boolean hasRefreshToken)
      throws Exception {
    sendNoGroups(hasRefreshToken);
    SessionUser session = signIn();
    for (int i = 1; i < 12; i++) {
      clock.advance(CHECK_INTERVAL);
      session = sessions.user(session.text());
      assertThat(session.user().organizations())
          .containsExactlyInAnyOrder("group:lab:curators", "group:staff");
    }
    clock.advance(CHECK_INTERVAL);
    assertRefused(session.text(), "has not confirmed your groups for 1 hour");
  }

  @Test
  void groupsOfNewAccessTokensReplaceThePreviousOnes() throws Exception {
    sendNoGroups(true);
    provider.setOpaqueAccessTokens(false);
    SessionUser session = signIn();
    provider.add("anna", "night-shift");
    clock.advance(CHECK_INTERVAL);
    assertThat(sessions.user(session.text()).user().organizations())
        .containsExactly("group:night-shift");
  }

  @Test
  void groupsThatAreOnlyInTheAccessTokenAreUsed() throws Exception {
    provider.removeUserInfoClaim("groups");
    provider.removeIdTokenClaim("groups");
    assertThat(signIn().user().organizations())
        .containsExactlyInAnyOrder("group:lab:curators", "group:staff");
  }

  @Test
  void groupsThatTheUserinfoEndpointNoLongerReturnsEndAtOnce() throws Exception {
    provider.setIssuesRefreshTokens(false);
    provider.setOpaqueAccessTokens(true);
    provider.removeIdTokenClaim("groups");
    SessionUser session = signIn();
    assertThat(session.user().organizations()).hasSize(2);
    provider.removeUserInfoClaim("groups");
    clock.advance(CHECK_INTERVAL);
    assertThat(sessions.user(session.text()).user().organizations()).isEmpty();
  }

  @Test
  void codesAndRenewalsCountAsConcurrentRequests() throws Exception {
    SessionUser session = signIn();
    Redirect redirect = authorize(sessions);
    ProviderCalls none = new ProviderCalls(0, Duration.ZERO);
    OidcSessions busy =
        sessions(new OidcProvider(known.settings(), clock, Duration.ofSeconds(5), none));
    clock.advance(CHECK_INTERVAL);

    assertFails(Kind.BUSY, () -> complete(busy, SECRETS, redirect), "try again");
    assertFails(Kind.BUSY, () -> busy.user(session.text()), "try again");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "{}", " oidc ", " oidc {}",
          " oidc {\"sub\":\"a\",\"login\":\"a\",\"groups\":[],\"checked\":1,\"token\":\"xt\"}"})
  void anotherTextIsNoSession(String text) {
    assertThat(OidcSessions.isSession(text)).isFalse();
    assertRefused(text, "session is invalid");
  }

  @Test
  void theApiDoesNotAcceptASession() throws Exception {
    OidcIdentity api = new OidcIdentity(known, clock);
    String text = signIn().text();
    assertFails(Kind.UNAUTHENTICATED, () -> api.identify(text), "visible ASCII");
    assertFails(Kind.UNAUTHENTICATED, () -> api.identify(text.strip()), "visible ASCII");
  }

  private long tokenRequests() {
    return provider.requests.stream().filter("token"::equals).count();
  }

  private void assertRefused(String text, String... words) {
    assertFails(Kind.UNAUTHENTICATED, () -> sessions.user(text), words);
  }

  private void assertUnavailable(String text, String... words) {
    assertFails(Kind.UNAVAILABLE, () -> sessions.user(text), words);
  }
}
