package io.gypsum.client.oauth;

import java.nio.file.Path;
import java.util.Optional;

import io.gypsum.client.signin.ServerUser;
import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class FetchUserTest {
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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theServerReportsTheUserOfTheToken(boolean administrator) {
    answer(200, "{\"login\":\"jörg m\",\"administrator\":" + administrator + ",\"more\":1}");

    assertThat(fetch("gypsum_x")).isEqualTo(new ServerUser("jörg m", Optional.of(administrator)));
    assertThat(fixture.github.whoAmITokens).containsExactly("Bearer gypsum_x");
    assertThat(fixture.github.requests()).containsExactly("GET /gypsum/whoami");
  }

  @Test
  void aRefusedTokenIsUnauthenticatedAndNotSentToGitHub() {
    answer(401, "{\"status\":\"error\",\"reason\":\"who\"}");

    assertThat(failure(FakeGitHub.TOKEN).kind()).isEqualTo(GypsumException.Kind.UNAUTHENTICATED);
    assertThat(fixture.github.requests()).containsExactly("GET /gypsum/whoami");
  }

  @Test
  void noRequestIsSentWithoutAToken() {
    assertThat(failure(null).kind()).isEqualTo(GypsumException.Kind.UNAUTHENTICATED);
    assertThat(fixture.github.requests()).isEmpty();
  }

  @Test
  void gitHubIdentifiesTheUserOfAServerThatDoesNot() {
    assertThat(fetch(FakeGitHub.TOKEN)).isEqualTo(new ServerUser("jane", Optional.empty()));
    assertThat(failure("gho_other").kind()).isEqualTo(GypsumException.Kind.UNAUTHENTICATED);
  }

  @Test
  void theTokenOfAnAccountIsNeverSentToGitHub() {
    assertThat(failure("gypsum_secret").kind()).isEqualTo(GypsumException.Kind.NOT_FOUND);
    assertThat(failure(" gypsum_secret").kind()).isEqualTo(GypsumException.Kind.NOT_FOUND);
    assertThat(fixture.github.requests()).containsOnly("GET /gypsum/whoami");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{}", "[]", "{\"login\":\"a\"}", "{\"login\":\" \",\"administrator\":true}",
      "{\"login\":\"a\\nb\",\"administrator\":true}",
      "{\"login\":\"a\\u2028b\",\"administrator\":true}"})
  void aMalformedResponseIsCorrupt(String document) {
    answer(200, document);

    assertThat(failure("gypsum_x").kind()).isEqualTo(GypsumException.Kind.CORRUPT);
  }

  @Test
  void aLoginMayHave1000Characters() {
    answer(200, user("a".repeat(1_000)));
    assertThat(fetch("gypsum_x").login()).hasSize(1_000);
    answer(200, user("a".repeat(1_001)));
    assertThat(failure("gypsum_x").kind()).isEqualTo(GypsumException.Kind.CORRUPT);
  }

  private static String user(String login) {
    return "{\"login\":\"" + login + "\",\"administrator\":false}";
  }

  private void answer(int status, String document) {
    fixture.github.whoAmIStatus = status;
    fixture.github.whoAmI = document;
  }

  private ServerUser fetch(String token) {
    return fixture.signIn(() -> token).fetchUser();
  }

  private GypsumException failure(String token) {
    return catchThrowableOfType(GypsumException.class, () -> fetch(token));
  }
}
