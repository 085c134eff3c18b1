package io.gypsum.server.identity;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.core.testing.TestOidcProvider;
import io.gypsum.server.identity.oidc.OidcProvider;
import io.gypsum.server.settings.IdentitySettings;
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

class OidcIdentityTest {
  private static final Duration SKEW = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final TestClock clock = new TestClock();
  private TestOidcProvider provider;
  private OidcIdentity identity;

  @BeforeEach
  void start() throws IOException {
    provider = new TestOidcProvider(clock);
    provider.add("anna", "/lab/curators", "staff");
    identity = identity(Map.of());
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private OidcIdentity identity(Map<String, String> more) {
    return identity(more, Duration.ofSeconds(30));
  }

  private OidcIdentity identity(Map<String, String> more, Duration timeout) {
    Map<String, String> options = new HashMap<>(provider.options());
    options.putAll(more);
    options.values().removeIf(String::isEmpty);
    IdentitySettings settings =
        SettingsReader.read(SettingsSources.of(options, directory)).identity();
    return new OidcIdentity(
        new OidcProvider(settings.requireOidc(), clock, timeout), clock,
        () -> Duration.between(TestClock.START, clock.instant()).toNanos());
  }

  @Test
  void aSignedTokenIsVerifiedOnThisMachineAndItsGroupsAreOrganizations() {
    String token = provider.accessToken("anna");

    User user = new User("anna", Set.of("group:lab:curators", "group:staff"), false);
    assertThat(identity.identify(token)).isEqualTo(user);
    assertThat(identity.identify(token)).isEqualTo(user);
    assertThat(provider.requests).containsExactly(".well-known/openid-configuration", "keys");
    assertThat(identity.asksProvider(token)).isFalse();
  }

  @Test
  void anIdTokenOfThisClientIsAccepted() {
    JWTClaimsSet claims =
        provider.claims("anna").audience(TestOidcProvider.CLIENT_ID).claim("typ", "ID").build();

    assertThat(identity.identify(provider.sign(claims)).login()).isEqualTo("anna");
  }

  @ParameterizedTest
  @CsvSource({
      "iss,https://evil.example/realms/lab/,was not issued by",
      "azp,another-application,for another application",
      "typ,Refresh,not an access token", "typ,Logout,not an access token",
      "sub,'',no subject", "cnf,key,bound to a key", "events,logout,not an access token"})
  void aTokenWithOtherClaimsIsRefused(String claim, String value, String reason) {
    assertRefused(provider.sign(provider.claims("anna").claim(claim, value).build()), reason);
  }

  @Test
  void aTokenForTheConfiguredAudienceIsAcceptedAndOthersAreNot() {
    OidcIdentity api = identity(Map.of("oidc-audience", "gypsum-api"));

    assertFails(
        Kind.UNAUTHENTICATED, () -> api.identify(provider.accessToken("anna")),
        "another application", "oidc-audience");
    JWTClaimsSet claims =
        provider.claims("anna").audience(List.of("x", "gypsum-api")).claim("azp", "cli").build();
    assertThat(api.identify(provider.sign(claims)).login()).isEqualTo("anna");
  }

  @Test
  void aTokenOfTheClientOfCommandsIsAccepted() {
    String token = provider.sign(provider.claims("anna").claim("azp", "gypsum-cli").build());

    assertRefused(token, "another application");
    assertThat(identity(Map.of("oidc-login-client-id", "gypsum-cli")).identify(token).login())
        .isEqualTo("anna");
  }

  @Test
  void anUnsignedTokenIsRefused() {
    assertRefused(new PlainJWT(provider.claims("anna").build()).serialize(), "is not signed");
  }

  @Test
  void aTokenThatIsSignedWithThePublicKeyAsASharedSecretIsRefused() throws JOSEException {
    RSAKey key = provider.key();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
            provider.claims("anna").build());
    jwt.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));

    assertRefused(jwt.serialize(), "is not valid");
  }

  @Test
  void aTokenWithAnotherSignatureIsRefused() {
    String token = provider.accessToken("anna");
    String other = provider.sign(provider.claims("root").build());
    String mixed =
        other.substring(0, other.lastIndexOf('.')) + token.substring(token.lastIndexOf('.'));
    RSAKey own = provider.key();
    provider.rotateKey();
    JWSHeader foreignKeyWithKnownId =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(provider.key().getKeyID()).build();

    assertRefused(mixed, "signature");
    assertRefused(
        TestOidcProvider.sign(own, foreignKeyWithKnownId, provider.claims("anna").build()),
        "signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secevent+jwt", "logout+jwt", "dpop+jwt"})
  void aSignedMessageOfAnotherTypeIsRefused(String type) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(provider.key().getKeyID())
            .type(new JOSEObjectType(type))
            .build();

    assertRefused(
        TestOidcProvider.sign(provider.key(), header, provider.claims("anna").build()), "type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"eyJ.eyJ.x", "eyJhbGciOiJSUzI1NiJ9..", "eyJhbGciOiJub25lIn0.e30.", "eyJ..",
          "eyJhbGciOiJSUzI1NiJ9.bm9qc29u.c2ln", "eyJhbGciOm51bGx9.e30.c2ln"})
  void aMalformedTokenIsRefusedWithoutARequest(String token) {
    assertRefused(token, "malformed");
    assertThat(provider.requests).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\r\nX: y", "é"})
  void anIllFormedTokenIsRefusedWithoutARequest(String token) {
    assertRefused(token, "visible ASCII");
    assertRefused("x".repeat(16 * 1024 + 1), "visible ASCII");
    assertThat(identity.asksProvider(token)).isFalse();
    assertThat(provider.requests).isEmpty();
  }

  @Test
  void aTokenIsAcceptedUntilItsExpiryAndABoundedClockSkew() {
    String token = provider.accessToken("anna");
    clock.advance(TestOidcProvider.TOKEN_LIFETIME.plus(SKEW).minusMillis(1));
    assertThat(identity.identify(token).login()).isEqualTo("anna");

    clock.advance(Duration.ofMillis(1));
    assertRefused(token, "has expired");
  }

  @Test
  void aTokenWithoutExpiryOrFromTheFutureIsRefused() {
    assertRefused(
        provider.sign(provider.claims("anna").expirationTime(null).build()), "no expiry");
    Date atLimit = Date.from(clock.instant().plus(SKEW));
    Date tooLate = Date.from(clock.instant().plus(SKEW).plusSeconds(1));
    assertThat(
        identity.identify(
            provider.sign(
                provider.claims("anna").issueTime(atLimit).notBeforeTime(atLimit).build()))
            .login())
        .isEqualTo("anna");
    assertRefused(
        provider.sign(provider.claims("anna").issueTime(tooLate).build()), "not valid yet");
    assertRefused(
        provider.sign(provider.claims("anna").notBeforeTime(tooLate).build()), "not valid yet");
  }

  @Test
  void aTokenWithANewKeyIsAcceptedAtOnce() {
    identity.identify(provider.accessToken("anna"));
    String old = provider.accessToken("anna");
    provider.rotateKey();

    assertThat(identity.identify(provider.accessToken("anna")).login()).isEqualTo("anna");
    assertThat(keyRequests()).isEqualTo(2);
    assertRefused(old, "signature");
    assertThat(keyRequests()).isEqualTo(2);
  }

  @Test
  void anUnknownKeyLoadsTheKeysOnceAMinute() {
    identity.identify(provider.accessToken("anna"));
    RSAKey known = provider.key();
    for (int i = 0; i < 10; i++) {
      JWSHeader unknown = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("unknown" + i).build();
      assertRefused(
          TestOidcProvider.sign(known, unknown, provider.claims("anna").build()), "key");
    }
    assertThat(keyRequests()).isEqualTo(2);

    clock.advance(Duration.ofMinutes(1));
    JWSHeader unknown = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("x").build();
    assertRefused(TestOidcProvider.sign(known, unknown, provider.claims("anna").build()), "key");
    assertThat(keyRequests()).isEqualTo(3);
  }

  @Test
  void aWithdrawnKeyIsRefusedAfterFiveMinutes() {
    String old = provider.accessToken("anna");
    identity.identify(old);
    provider.rotateKey();
    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    identity.identify(old);

    clock.advance(Duration.ofMillis(1));
    assertRefused(old, "signature");
  }

  @Test
  void duringAnOutageKnownKeysAreUsedForAnHour() {
    identity.identify(provider.accessToken("anna"));
    provider.fail();
    clock.advance(Duration.ofMinutes(59));
    assertThat(identity.identify(provider.accessToken("anna")).login()).isEqualTo("anna");

    clock.advance(Duration.ofMinutes(1));
    assertUnavailable(provider.accessToken("anna"), "status 503");
    provider.restore();
    clock.advance(Duration.ofSeconds(1));
    assertThat(identity.identify(provider.accessToken("anna")).login()).isEqualTo("anna");
  }

  @Test
  void duringAnOutageATokenWithANewKeyIsUnavailableRatherThanRefused() {
    identity.identify(provider.accessToken("anna"));
    provider.fail();
    provider.rotateKey();

    assertUnavailable(provider.accessToken("anna"), "status 503");
    assertUnavailable(provider.accessToken("anna"), "status 503");
    assertThat(keyRequests()).isEqualTo(2);
  }

  @Test
  void anUnavailableProviderIsAskedOnceASecond() {
    provider.fail();
    for (int i = 0; i < 5; i++) {
      assertUnavailable(provider.accessToken("anna"), "status 503", "try again later");
    }
    assertThat(provider.requests).hasSize(1);

    clock.advance(Duration.ofSeconds(1));
    assertUnavailable(provider.accessToken("anna"), "status 503");
    assertThat(provider.requests).hasSize(2);
  }

  @Test
  void aSlowProviderIsUnavailableInTime() {
    CountDownLatch release = new CountDownLatch(1);
    provider.stallOn("keys", () -> awaitQuietly(release));
    identity = identity(Map.of(), Duration.ofMillis(300));
    try {
      assertUnavailable(provider.accessToken("anna"), "did not respond within 300 ms");
    } finally {
      release.countDown();
    }
  }

  @Test
  void aHugeResponseIsNotRead() {
    provider.reply("keys", 200, "application/json", " ".repeat(512 * 1024 + 1));
    assertUnavailable(provider.accessToken("anna"), "cannot be reached");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html></html>", "[]", "{\"keys\":5}", "{}"})
  void aMalformedKeySetIsUnavailable(String body) {
    provider.reply("keys", 200, "application/json", body);
    assertUnavailable(provider.accessToken("anna"), "key set", "oidc-issuer");
  }

  @Test
  void anotherIssuerInTheDiscoveryDocumentIsUnavailable() {
    identity = identity(Map.of("oidc-issuer", provider.issuer().replaceFirst("/$", "")));
    JWTClaimsSet claims =
        provider.claims("anna").issuer(provider.issuer().replaceFirst("/$", "")).build();

    assertUnavailable(provider.sign(claims), "has the issuer '" + provider.issuer() + "'");
  }

  @Test
  void anUnencryptedEndpointIsNotUsed() {
    provider.reply(
        ".well-known/openid-configuration", 200, "application/json",
        """
            {"issuer":"%s","authorization_endpoint":"https://sso.example/a","token_endpoint":"https://sso.example/t",
             "jwks_uri":"http://sso.example/k","subject_types_supported":["public"],"response_types_supported":["code"],
             "id_token_signing_alg_values_supported":["RS256"]}
            """
            .formatted(provider.issuer()));

    assertUnavailable(provider.accessToken("anna"), "'http://sso.example/k', expected https");
  }

  @Test
  void aTokenWithoutGroupsIsCompletedByTheProviderOnceInFiveMinutes() {
    provider.add("ben", "night-shift");
    String token = issued("ben", provider.claims("ben").claim("groups", null).build());

    for (int i = 0; i < 3; i++) {
      assertThat(identity.identify(token).organizations()).containsExactly("group:night-shift");
    }
    assertThat(provider.requests).containsOnlyOnce("userinfo");
    clock.advance(Duration.ofMinutes(5));
    identity.identify(token);
    assertThat(provider.requests.stream().filter("userinfo"::equals)).hasSize(2);
  }

  @Test
  void aTokenWithoutGroupsThatTheUserinfoEndpointRefusesHasNoGroups() {
    String token = provider.sign(provider.claims("anna").claim("groups", null).build());

    assertThat(identity.identify(token)).isEqualTo(new User("anna", Set.of(), false));
  }

  @Test
  void theUserinfoOfAnotherUserIsRefused() {
    provider.add("ben");
    String token = issued("ben", provider.claims("anna").claim("groups", null).build());

    assertRefused(token, "another user");
  }

  @Test
  void anOpaqueTokenIsIntrospectedAndCached() {
    String token = provider.opaqueToken("anna");
    assertThat(identity.asksProvider(token)).isTrue();
    assertThat(identity.identify(token))
        .isEqualTo(new User("anna", Set.of("group:lab:curators", "group:staff"), false));
    assertThat(identity.asksProvider(token)).isFalse();

    provider.disable("anna");
    identity.identify(token);
    clock.advance(Duration.ofMinutes(5));
    assertRefused(token, "refused the access token");
  }

  @Test
  void anOpaqueTokenOfAnotherApplicationIsRefusedUnlessUserinfoIsEnough() {
    provider.add("other-anna");
    String token = provider.opaqueToken("other-anna");

    assertRefused(token, "another application");
    OidcIdentity lenient = identity(Map.of("oidc-opaque-tokens", "userinfo"));
    assertThat(lenient.identify(token).login()).isEqualTo("other-anna");
  }

  @Test
  void anOpaqueTokenIsRefusedWithoutARequestByAServerWithoutSecret() {
    identity = identity(Map.of("oidc-client-secret", ""));
    String token = provider.opaqueToken("anna");

    assertThat(identity.asksProvider(token)).isFalse();
    assertRefused(token, "not a signed token", "oidc-client-secret");
  }

  @Test
  void duringAnOutageKnownOpaqueTokensAreAcceptedForFiveMinutes() {
    String known = provider.opaqueToken("anna");
    identity.identify(known);
    provider.fail();

    clock.advance(Duration.ofMinutes(5).minusMillis(1));
    assertThat(identity.identify(known).login()).isEqualTo("anna");
    assertUnavailable(provider.opaqueToken("anna"), "status 503");
    clock.advance(Duration.ofMillis(1));
    assertUnavailable(known, "status 503");
  }

  @ParameterizedTest
  @CsvSource({
      "'','the login is empty'", "a/b,contains '/'", "'a,b','contains '','''",
      "' a',white space", "group:staff,starts with 'group:'"})
  void anInvalidLoginIsRefused(String login, String reason) {
    assertRefused(
        provider.sign(provider.claims("anna").claim("preferred_username", login).build()), reason);
  }

  @Test
  void aMissingLoginIsRefused() {
    identity = identity(Map.of("oidc-login-claim", "uid"));

    assertRefused(provider.accessToken("anna"), "no login (claim 'uid')", "oidc-login-claim");
    assertRefused(
        provider.sign(provider.claims("anna").claim("uid", List.of("anna")).build()), "no login");
    assertRefused(
        provider.sign(provider.claims("anna").claim("uid", "a\u202eb").build()), "invisible");
    assertRefused(
        provider.sign(provider.claims("anna").claim("uid", "a".repeat(101)).build()), "over 100");
  }

  @Test
  void anEmailAddressIsALoginOnlyIfItIsVerified() {
    identity = identity(Map.of("oidc-login-claim", "email"));
    JWTClaimsSet.Builder claims = provider.claims("anna").claim("email", "anna@lab.example");

    assertRefused(provider.sign(claims.build()), "is not verified");
    assertRefused(provider.sign(claims.claim("email_verified", false).build()), "is not verified");
    assertRefused(provider.sign(claims.claim("email_verified", "no").build()), "is not verified");
    assertThat(identity.identify(provider.sign(claims.claim("email_verified", true).build())))
        .extracting(User::login)
        .isEqualTo("anna@lab.example");
  }

  /** A user could otherwise request a token with the address of another one, and then verify their own address. */
  @Test
  void anEmailAddressIsNotVerifiedByAClaimAboutAnotherOne() {
    identity = identity(Map.of("oidc-login-claim", "email"));
    JWTClaimsSet claims = provider.claims("anna").claim("email", "root@lab.example").build();
    provider.setUserInfoClaims(Map.of("email_verified", true));

    assertThat(identity.identify(issued("anna", claims)).login()).isEqualTo("anna@lab.example");
  }

  @Test
  void groupsAreReadFromANestedClaimFilteredAndBounded() {
    OidcIdentity roles =
        identity(
            Map.of(
                "oidc-groups-claim", "realm_access.roles", "oidc-group-prefix", "@",
                "oidc-group-filter", "gypsum-"));
    JWTClaimsSet claims =
        provider.claims("anna")
            .claim(
                "realm_access",
                Map.of("roles", List.of("gypsum-admin", "offline_access", "gypsum-a,b")))
            .build();
    assertThat(roles.identify(provider.sign(claims)).organizations())
        .containsExactly("@gypsum-admin");

    List<String> many =
        IntStream.range(0, OidcUsers.MAX_GROUPS + 5)
            .mapToObj(i -> "g" + i)
            .toList();
    assertThat(
        identity.identify(provider.sign(provider.claims("anna").claim("groups", many).build()))
            .organizations())
        .hasSize(OidcUsers.MAX_GROUPS);
  }

  /** Returns a token that the userinfo endpoint knows as that of {@code login}. */
  private String issued(String login, JWTClaimsSet claims) {
    return provider.issued(login, provider.sign(claims));
  }

  private long keyRequests() {
    return provider.requests.stream().filter("keys"::equals).count();
  }

  private void assertRefused(String token, String... words) {
    assertFails(Kind.UNAUTHENTICATED, () -> identity.identify(token), words);
  }

  private void assertUnavailable(String token, String... words) {
    assertFails(Kind.UNAVAILABLE, () -> identity.identify(token), words);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
