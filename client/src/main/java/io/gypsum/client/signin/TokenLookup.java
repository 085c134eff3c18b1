package io.gypsum.client.signin;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Where a client's token comes from, in the order that the package says; asks nobody. Thread-safe. */
final class TokenLookup {
  private final @Nullable Supplier<? extends @Nullable String> given;
  private final Supplier<@Nullable String> environment;
  private final Supplier<Optional<String>> gh;
  private final TokenFile file;
  private final Clock clock;
  private volatile @Nullable AccessToken signedIn;

  /**
   * @param given what the client's builder was told; then nothing else counts but signing in. Null when it was not
   * @param gh asked only when it is its turn
   */
  TokenLookup(
      @Nullable Supplier<? extends @Nullable String> given,
      Supplier<@Nullable String> environment, Supplier<Optional<String>> gh, TokenFile file,
      Clock clock) {
    this.given = given;
    this.environment = environment;
    this.gh = gh;
    this.file = file;
    this.clock = clock;
  }

  Optional<AccessToken> find() {
    return good(Optional.ofNullable(signedIn)).or(this::unasked);
  }

  private Optional<AccessToken> unasked() {
    if (given != null) {
      return Optional.<String>ofNullable(given.get()).map(AccessToken::ofUnknown);
    }
    return Optional.<String>ofNullable(environment.get())
        .or(gh)
        .map(AccessToken::ofUnknown)
        .or(() -> good(file.read()));
  }

  private Optional<AccessToken> good(Optional<AccessToken> token) {
    return token.filter(one -> !one.isExpired(clock.instant()));
  }

  /** From now on this is the one. */
  void signedIn(AccessToken token) {
    signedIn = token;
  }

  void signedOut() {
    signedIn = null;
  }
}
