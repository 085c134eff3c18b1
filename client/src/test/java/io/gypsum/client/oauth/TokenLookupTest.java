package io.gypsum.client.oauth;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.TokenOrigin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class TokenLookupTest {
  @TempDir Path directory;
  private final Map<String, String> values = new HashMap<>();
  private final List<String> consulted = new ArrayList<>();
  private final FakeTime time = new FakeTime();
  private TokenFile file;

  @BeforeEach
  void createTokenFile() {
    file = new TokenFile(directory.resolve("token.txt"));
  }

  @Test
  void findsNothingIfNoSourceHasAToken() {
    assertThat(found(null)).isEqualTo("none");
    assertThat(consulted).containsExactly("environment", "account", "gh");
  }

  @Test
  void usesTheFirstSourceThatHasAToken() {
    file.write(TokenLookup.ofUnknownUser("stored"));
    assertThat(found(null)).isEqualTo("stored");
    values.put("gh", "of-gh");
    assertThat(found(null)).isEqualTo("of-gh");
    values.put("account", "of-account");
    assertThat(found(null)).isEqualTo("of-account");
    values.put("environment", "of-environment");
    assertThat(found(null)).isEqualTo("of-environment");
    assertThat(found(() -> "given")).isEqualTo("given");
  }

  @Test
  void runsGhOnlyIfTheEnvironmentHasNoToken() {
    values.put("environment", "of-environment");
    found(null);
    found(() -> "given");
    assertThat(consulted).containsExactly("environment");
  }

  @Test
  void aConfiguredSourceReplacesAllOthers() {
    values.put("environment", "of-environment");
    assertThat(found(() -> null)).isEqualTo("none");
  }

  @Test
  void ignoresAStoredTokenThatExpiresWithinSeconds() {
    AccessToken token = TokenLookup.ofUnknownUser("stored");
    file.write(token.withExpiry(Optional.of(FakeTime.START.plusSeconds(11))));
    assertThat(found(null)).isEqualTo("stored");
    time.sleep(Duration.ofSeconds(1));
    assertThat(found(null)).isEqualTo("none");
  }

  @Test
  void prefersTheTokenOfASignInUntilItExpires() {
    values.put("environment", "of-environment");
    TokenLookup source = source(null);
    source.signedIn(
        TokenLookup.ofUnknownUser("signed-in")
            .withExpiry(Optional.of(FakeTime.START.plusSeconds(60))),
        TokenOrigin.GITHUB);
    assertThat(source.find().orElseThrow().token()).isEqualTo("signed-in");
    time.sleep(Duration.ofSeconds(60));
    assertThat(source.find().orElseThrow().token()).isEqualTo("of-environment");
  }

  @Test
  void reportsTheOriginOfTheToken() {
    assertThat(origin(null)).isEmpty();
    file.write(TokenLookup.ofUnknownUser("stored"));
    assertThat(origin(null)).contains(TokenOrigin.GITHUB);
    values.put("gh", "of-gh");
    assertThat(origin(null)).contains(TokenOrigin.GITHUB_CLI);
    values.put("account", "of-account");
    assertThat(origin(null)).contains(TokenOrigin.ACCOUNT);
    values.put("environment", "of-environment");
    assertThat(origin(null)).contains(TokenOrigin.ENVIRONMENT);
    assertThat(origin(() -> "given")).contains(TokenOrigin.PROGRAM);
  }

  private Optional<TokenOrigin> origin(Supplier<String> given) {
    return source(given).findWithOrigin().map(TokenLookup.FoundToken::origin);
  }

  private String found(Supplier<String> given) {
    return source(given).find().map(AccessToken::token).orElse("none");
  }

  private TokenLookup source(Supplier<String> given) {
    return new TokenLookup(
        given, () -> value("environment"),
        () -> Optional.ofNullable(value("account"))
            .map(token -> SavedToken.of(TokenLookup.ofUnknownUser(token))),
        () -> Optional.ofNullable(value("gh")), file, time);
  }

  private String value(String where) {
    consulted.add(where);
    return values.get(where);
  }
}
