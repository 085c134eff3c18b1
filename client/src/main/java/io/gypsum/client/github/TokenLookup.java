package io.gypsum.client.github;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

import io.gypsum.client.signin.AccessToken;
import org.jspecify.annotations.Nullable;

/** Finds a client's access token in the order that the package documents, without asking a user. Thread-safe. */
final class TokenLookup {
  private final @Nullable Supplier<? extends @Nullable String> configured;
  private final Supplier<@Nullable String> environment;
  private final Supplier<Optional<String>> gh;
  private final TokenFile file;
  private final Clock clock;
  private volatile @Nullable AccessToken signedIn;

  /**
   * @param configured the source that was passed to the client's builder, which replaces all others except signing in; null
   *     if there is none
   * @param gh only called if neither a configured token nor one of the environment exists
   */
  TokenLookup(
      @Nullable Supplier<? extends @Nullable String> configured,
      Supplier<@Nullable String> environment, Supplier<Optional<String>> gh, TokenFile file,
      Clock clock) {
    this.configured = configured;
    this.environment = environment;
    this.gh = gh;
    this.file = file;
    this.clock = clock;
  }

  Optional<AccessToken> find() {
    return unexpired(Optional.ofNullable(signedIn)).or(this::findWithoutSignIn);
  }

  private Optional<AccessToken> findWithoutSignIn() {
    if (configured != null) {
      return Optional.<String>ofNullable(configured.get()).map(TokenLookup::ofUnknownUser);
    }
    return Optional.<String>ofNullable(environment.get())
        .or(gh)
        .map(TokenLookup::ofUnknownUser)
        .or(() -> unexpired(file.read()));
  }

  private Optional<AccessToken> unexpired(Optional<AccessToken> token) {
    return token.filter(found -> !found.isExpired(clock.instant()));
  }

  static AccessToken ofUnknownUser(String token) {
    return new AccessToken(token, Optional.empty(), Optional.empty());
  }

  /** Makes {@code token} the first choice until it expires. */
  void signedIn(AccessToken token) {
    signedIn = token;
  }

  void signedOut() {
    signedIn = null;
  }
}
