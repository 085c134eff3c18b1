package io.gypsum.client.oauth;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.TokenOrigin;
import org.jspecify.annotations.Nullable;

/** Finds a client's access token in the order that the package documents, without asking a user. Thread-safe. */
final class TokenLookup {
  private final @Nullable Supplier<? extends @Nullable String> configured;
  private final Supplier<@Nullable String> environment;
  private final Supplier<Optional<SavedToken>> account;
  private final Supplier<Optional<String>> gh;
  private final TokenFile file;
  private final Clock clock;
  private volatile @Nullable FoundToken signedIn;

  /**
   * @param configured the source that was passed to the client's builder; null if there is none. It replaces all other sources
   *     except {@link #signedIn}.
   * @param account the saved token of an account of the server, or of its OpenID provider
   * @param gh only called if there is neither a configured token, nor one of the environment, nor one of an account
   */
  TokenLookup(
      @Nullable Supplier<? extends @Nullable String> configured,
      Supplier<@Nullable String> environment, Supplier<Optional<SavedToken>> account,
      Supplier<Optional<String>> gh, TokenFile file, Clock clock) {
    this.configured = configured;
    this.environment = environment;
    this.account = account;
    this.gh = gh;
    this.file = file;
    this.clock = clock;
  }

  /**
   * A token and where it was found. One of an OpenID provider is found even if it has expired, since it may be renewed, and
   * no other token takes its place.
   */
  record FoundToken(AccessToken token, TokenOrigin origin, boolean isRenewable) {
    FoundToken(AccessToken token, TokenOrigin origin) {
      this(token, origin, false);
    }

    static FoundToken saved(SavedToken saved) {
      return new FoundToken(
          saved.token(), saved.renewal().isPresent() ? TokenOrigin.OPENID : TokenOrigin.ACCOUNT,
          saved.renewal().filter(SavedToken.Renewal::isPossible).isPresent());
    }

    private static FoundToken ofUnknownUser(String token, TokenOrigin origin) {
      return new FoundToken(TokenLookup.ofUnknownUser(token), origin);
    }

    private boolean isUsable(Clock clock) {
      return origin == TokenOrigin.OPENID || !token.isExpired(clock.instant());
    }
  }

  Optional<AccessToken> find() {
    return findWithOrigin().map(FoundToken::token);
  }

  Optional<FoundToken> findWithOrigin() {
    return usable(Optional.ofNullable(signedIn)).or(this::findWithoutSignIn);
  }

  private Optional<FoundToken> findWithoutSignIn() {
    if (configured != null) {
      return Optional.<String>ofNullable(configured.get())
          .map(token -> FoundToken.ofUnknownUser(token, TokenOrigin.PROGRAM));
    }
    return Optional.<String>ofNullable(environment.get())
        .map(token -> FoundToken.ofUnknownUser(token, TokenOrigin.ENVIRONMENT))
        .or(() -> usable(account.get().map(FoundToken::saved)))
        .or(() -> gh.get().map(token -> FoundToken.ofUnknownUser(token, TokenOrigin.GITHUB_CLI)))
        .or(() -> usable(file.read().map(token -> new FoundToken(token, TokenOrigin.GITHUB))));
  }

  private Optional<FoundToken> usable(Optional<FoundToken> token) {
    return token.filter(found -> found.isUsable(clock));
  }

  static AccessToken ofUnknownUser(String token) {
    return new AccessToken(token, Optional.empty(), Optional.empty());
  }

  /** Makes {@code token} the first choice until it expires; one of an OpenID provider, until the user signs in again or out. */
  void signedIn(FoundToken token) {
    signedIn = token;
  }

  /** @see #signedIn(FoundToken) */
  void signedIn(AccessToken token, TokenOrigin origin) {
    signedIn(new FoundToken(token, origin));
  }

  void signedOut() {
    signedIn = null;
  }
}
