package io.gypsum.client.signin;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class TokenLookupTest {
  @TempDir Path directory;
  private final Map<String, String> there = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final FakeTime time = new FakeTime();
  private TokenFile file;

  @BeforeEach
  void storeNothing() {
    file = new TokenFile(directory.resolve("token.txt"), new SecureRandom());
  }

  @Test
  void isEmptyWhenThereIsNone() {
    assertThat(found(null)).isEqualTo("none");
    assertThat(asked).containsExactly("environment", "gh");
  }

  @Test
  void takesTheFirstThatIsThere() {
    file.write(AccessToken.ofUnknown("stored"));
    assertThat(found(null)).isEqualTo("stored");
    there.put("gh", "of-gh");
    assertThat(found(null)).isEqualTo("of-gh");
    there.put("environment", "of-environment");
    assertThat(found(null)).isEqualTo("of-environment");
    assertThat(found(() -> "given")).isEqualTo("given");
  }

  @Test
  void asksGhOnlyWhenItIsItsTurn() {
    there.put("environment", "of-environment");
    found(null);
    found(() -> "given");
    assertThat(asked).containsExactly("environment");
  }

  @Test
  void looksNowhereElseWhenTheBuilderWasToldWhere() {
    there.put("environment", "of-environment");
    assertThat(found(() -> null)).isEqualTo("none");
  }

  @Test
  void usesNoStoredTokenThatHasExpiredOrIsAboutTo() {
    AccessToken token = AccessToken.ofUnknown("stored");
    file.write(token.expiring(Optional.of(FakeTime.START.plusSeconds(11))));
    assertThat(found(null)).isEqualTo("stored");
    time.sleep(Duration.ofSeconds(1));
    assertThat(found(null)).isEqualTo("none");
  }

  @Test
  void prefersWhatItSignedInWithUntilThatExpires() {
    there.put("environment", "of-environment");
    TokenLookup source = source(null);
    source.signedIn(
        AccessToken.ofUnknown("signed-in").expiring(Optional.of(FakeTime.START.plusSeconds(60))));
    assertThat(source.find().orElseThrow().token()).isEqualTo("signed-in");
    time.sleep(Duration.ofSeconds(60));
    assertThat(source.find().orElseThrow().token()).isEqualTo("of-environment");
  }

  private String found(Supplier<String> given) {
    return source(given).find().map(AccessToken::token).orElse("none");
  }

  private TokenLookup source(Supplier<String> given) {
    return new TokenLookup(
        given, () -> value("environment"), () -> Optional.ofNullable(value("gh")), file, time);
  }

  private String value(String where) {
    asked.add(where);
    return there.get(where);
  }
}
