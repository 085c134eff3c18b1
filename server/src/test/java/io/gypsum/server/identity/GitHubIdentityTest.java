package io.gypsum.server.identity;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.server.identity.http.ProviderCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.identity.LocalAccountsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GitHubIdentityTest {
  private static final String TOKEN = "ghp_verysecrettoken0123456789";
  private static final URI GITHUB_COM = URI.create("https://api.github.com");
  private static final String ORGS = "/user/orgs?per_page=100";

  private final LogRecorder log = new LogRecorder();
  private FakeGitHubApi gitHub;
  private GitHubIdentity identity;

  @BeforeEach
  void start() throws Exception {
    gitHub = new FakeGitHubApi();
    identity = new GitHubIdentity(gitHub.api(), Duration.ofSeconds(30));
    gitHub.on("/user", 200, "{\"id\":1,\"login\":\"alice\",\"plan\":{\"name\":\"pro\"}}");
    gitHub.on(ORGS, 200, "[{\"login\":\"lab\",\"id\":7},{\"login\":\"core\"}]");
  }

  @AfterEach
  void stopAndCheckTheLog() {
    gitHub.close();
    log.close();
    assertThat(log.messages()).noneMatch(message -> message.contains(TOKEN));
  }

  @Test
  void returnsLoginAndOrganizations() {
    assertThat(identity.identify(TOKEN))
        .isEqualTo(new User("alice", Set.of("lab", "core"), false));
    assertThat(gitHub.asked).containsExactly("/user", ORGS);
    assertThat(gitHub.authorizations).containsOnly("Bearer " + TOKEN);
  }

  @Test
  void followsThePagesOfTheOrganizations() {
    gitHub.on(
        ORGS, 200, "[{\"login\":\"one\"}]", "Link",
        "<" + gitHub.api() + "/user/orgs?per_page=100&page=2>; rel=\"next\", <" + gitHub.api()
            + "/user/orgs?per_page=100&page=3>; rel=\"last\"");
    gitHub.on(
        "/user/orgs?per_page=100&page=2", 200, "[{\"login\":\"two\"}]", "Link",
        "<" + gitHub.api() + "/user/orgs?per_page=100&page=1>; rel=\"prev\", <" + gitHub.api()
            + "/user/orgs?per_page=100&page=3>; rel=\"next\"");
    gitHub.on(
        "/user/orgs?per_page=100&page=3", 200, "[{\"login\":\"three\"}]", "Link",
        "<" + gitHub.api() + "/user/orgs?per_page=100&page=1>; rel=\"first\"");

    assertThat(identity.identify(TOKEN).organizations()).containsOnly("one", "two", "three");
  }

  @Test
  void readsABoundedNumberOfPages() {
    gitHub.on(
        ORGS, 200, "[{\"login\":\"one\"}]", "Link", "<" + gitHub.api() + ORGS + ">; rel=\"next\"");

    assertThat(identity.identify(TOKEN).organizations()).containsExactly("one");
    assertThat(gitHub.asked).hasSize(1 + GitHubIdentity.MAX_PAGES);
    assertThat(warnings()).isEqualTo(1);
  }

  @Test
  void neverSendsATokenToAnotherHost() throws Exception {
    try (FakeGitHubApi elsewhere = new FakeGitHubApi()) {
      gitHub.on(
          ORGS, 200, "[]", "Link", "<" + elsewhere.api() + "/user/orgs?page=2>; rel=\"next\"");
      assertUnavailable("the token is not sent", "github-api");

      gitHub.on("/user", 302, "", "Location", elsewhere.api() + "/user");
      assertUnavailable("with status 302", "github-api");

      assertThat(elsewhere.asked).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void refusedOrganizationsAreEmptyWithOneWarning(int status) {
    gitHub.on(ORGS, status, "{\"message\":\"Must have admin rights\"}");

    assertThat(identity.identify(TOKEN)).isEqualTo(new User("alice", Set.of(), false));
    assertThat(identity.identify(TOKEN)).isEqualTo(new User("alice", Set.of(), false));
    assertThat(warnings()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aRefusedTokenIsUnauthenticated(int status) {
    gitHub.on("/user", status, "{\"message\":\"Bad credentials\"}");

    assertFailure(Kind.UNAUTHENTICATED, TOKEN, "sign in again");
  }

  @Test
  void aTokenRevokedInBetweenIsUnauthenticated() {
    gitHub.on(ORGS, 401, "{\"message\":\"Bad credentials\"}");

    assertFailure(Kind.UNAUTHENTICATED, TOKEN, "sign in again");
  }

  @ParameterizedTest
  @CsvSource({"/user,500", "/user,503", "/user/orgs?per_page=100,502"})
  void aBrokenGitHubIsUnavailable(String path, int status) {
    gitHub.on(path, status, "<html>oops</html>");

    assertUnavailable("with status " + status, "try again later");
  }

  @ParameterizedTest
  @CsvSource({
      "/user,429,X-None,0", "/user,403,X-RateLimit-Remaining,0", "/user,403,Retry-After,60",
      "/user/orgs?per_page=100,429,X-None,0",
      "/user/orgs?per_page=100,403,X-RateLimit-Remaining,0"})
  void aRateLimitIsUnavailable(String path, int status, String header, String value) {
    gitHub.on(path, status, "{}", header, value);

    assertUnavailable("limits the rate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "<html></html>", "[]", "{}", "{\"login\":5}", "{\"login\":\"\"}",
          "{\"login\":\"a/b\"}"})
  void anUnexpectedResponseIsUnavailable(String body) {
    gitHub.on("/user", 200, body);

    assertUnavailable("unexpected response", "github-api");
  }

  @Test
  void aWrongAddressIsUnavailable() {
    identity = new GitHubIdentity(gitHub.origin());

    assertUnavailable("with status 404", "github-api");
  }

  @Test
  void anEndlessResponseIsNotRead() {
    String many =
        IntStream.range(0, 300_000)
            .mapToObj(i -> "{\"login\":\"o" + i + "\"}")
            .collect(Collectors.joining(",", "[", "]"));
    gitHub.on(ORGS, 200, many);

    assertUnavailable("cannot be reached");
  }

  @Test
  void anUnreachableGitHubIsUnavailable() {
    gitHub.close();

    assertUnavailable("cannot be reached", "try again later");
  }

  @Test
  void aResponseThatStallsIsUnavailableInTime() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    gitHub.stallOn("/user", () -> {
      asked.countDown();
      awaitQuietly(release);
    });
    identity = new GitHubIdentity(gitHub.api(), Duration.ofMillis(300));
    try {
      assertUnavailable("did not respond within 300 ms");
      asked.await();
    } finally {
      release.countDown();
    }
  }

  /** Strangers could otherwise use up the concurrent requests that GitHub allows this server. */
  @Test
  void theNumberOfConcurrentCallsIsBounded() throws Exception {
    int maxCalls = 3;
    int callers = 40;
    CountDownLatch started = new CountDownLatch(maxCalls);
    CountDownLatch refused = new CountDownLatch(callers - maxCalls);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    gitHub.stallOn("/user", () -> {
      calls.incrementAndGet();
      started.countDown();
      awaitQuietly(release);
    });
    GitHubIdentity bounded =
        new GitHubIdentity(
            gitHub.api(), Duration.ofSeconds(30), new ProviderCalls(maxCalls, Duration.ZERO));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        String token = "token" + i;
        threads.execute(() -> {
          try {
            bounded.identify(token);
          } catch (GypsumException e) {
            if (e.kind() == Kind.BUSY) {
              refused.countDown();
            }
          }
        });
      }
      started.await();
      refused.await();
      assertThat(calls).hasValue(maxCalls);
      release.countDown();
    }
    assertFails(Kind.UNAVAILABLE, () -> bounded.identify("after"), "cannot be reached");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "gho_16C7e42F292c6912E7710c838347Ae178B4a",
      "ghu_16C7e42F292c6912E7710c838347Ae178B4a", "ghs_16C7e42F292c6912E7710c838347Ae178B4a",
      "ghs_12345_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.a-b_c",
      "ghr_1B4a2e77838347a7E420ce178F2E7c6912E1",
      "github_pat_11AAAAAAA0abcdefghijkl_0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQ",
      "0123456789abcdef0123456789abcdef01234567", "v1.0123456789abcdef0123456789abcdef01234567"})
  void theTokensOfGitHubComAreSent(String token) {
    assertThat(GitHubTokens.mayBeToken(token, GITHUB_COM)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "x", "null", "undefined", "ghp_", "ghp_short", "ghp_16C7e42F292c6912E7710c838347Ae178B4a!",
      "github_pat_", "gypsum_16C7e42F292c6912E7710c838347Ae178B4a",
      "123e4567-e89b-42d3-a456-426614174000", "0123456789abcdef0123456789abcdef0123456",
      "0123456789ABCDEF0123456789ABCDEF01234567", "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.abc"})
  void otherTextIsNotSentToGitHubComButToOtherInstances(String token) {
    GitHubIdentity gitHubCom = new GitHubIdentity(GITHUB_COM, Duration.ofSeconds(30));
    assertThat(gitHubCom.asksProvider(token)).isFalse();
    assertFails(
        Kind.UNAUTHENTICATED, () -> gitHubCom.identify(token), "invalid GitHub token",
        "a token of github.com");
    assertThat(identity.asksProvider(token)).isTrue();
    assertThat(identity.identify(token).login()).isEqualTo("alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\r\nX: y", "é", "a\u0000"})
  void anIllFormedTokenIsNotSent(String token) {
    assertFailure(Kind.UNAUTHENTICATED, token, "invalid GitHub token");
    assertFailure(Kind.UNAUTHENTICATED, "x".repeat(1_001), "invalid GitHub token");
    assertThat(gitHub.asked).isEmpty();
  }

  @Test
  void addressesOfPagesMayBeRelativeOrMalformed() {
    gitHub.on(ORGS, 200, "[]", "Link", "</api/v3/user/orgs?page=2>; rel=next");
    gitHub.on(
        "/user/orgs?page=2", 200, "[{\"login\":\"two\"}]", "Link", "<http://[>; rel=\"next\"");

    assertThat(identity.identify(TOKEN).organizations()).containsExactly("two");
  }

  @Test
  void thePublicAddressHasNoPath() {
    assertThat(GitHubApi.at(URI.create("https://api.github.com")).resolve("/user"))
        .hasToString("https://api.github.com/user");
  }

  private void assertUnavailable(String... words) {
    assertFailure(Kind.UNAVAILABLE, TOKEN, words);
  }

  private void assertFailure(Kind kind, String token, String... words) {
    assertFails(kind, () -> identity.identify(token), words);
    if (token.length() > 10) {
      assertThatThrownBy(() -> identity.identify(token))
          .isInstanceOf(GypsumException.class)
          .satisfies(
              e -> {
                for (Throwable t = e; t != null; t = t.getCause()) {
                  assertThat(t.toString()).doesNotContain(token);
                }
              });
    }
  }

  private long warnings() {
    return log.messages().stream().filter(m -> m.startsWith("Organizations of alice")).count();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
