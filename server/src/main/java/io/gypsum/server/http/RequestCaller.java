package io.gypsum.server.http;

import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request: its bearer token, the user, and the claimant on whose account it uses resources. Not thread-safe.
 */
final class RequestCaller {
  private static final String BEARER = "Bearer ";

  private final EngineExchange engine;
  private @Nullable Supplier<User> authenticator;
  private @Nullable User user;
  private @Nullable GypsumException failure;
  private @Nullable Claimant claimant;
  private @Nullable String login;

  RequestCaller(EngineExchange engine) {
    this.engine = engine;
  }

  /** @throws GypsumException UNAUTHENTICATED when there is none */
  String bearerToken() {
    String header = engine.header("Authorization");
    if (header == null) {
      throw GypsumException.unauthenticated(
          "authentication required: send the header 'Authorization: Bearer TOKEN'");
    }
    boolean isBearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    String token = isBearer ? header.substring(BEARER.length()).strip() : "";
    if (token.isEmpty()) {
      throw GypsumException.unauthenticated(
          "the Authorization header contains no bearer token: expected 'Authorization: Bearer TOKEN'");
    }
    return token;
  }

  void setAuthenticator(Supplier<User> newAuthenticator) {
    authenticator = newAuthenticator;
  }

  /**
   * Returns the user. The first call authenticates the token; later calls return or throw the same result.
   *
   * @throws GypsumException UNAUTHENTICATED when the request has no valid credentials
   */
  User user() {
    User known = user;
    if (known == null) {
      if (failure != null) {
        throw failure;
      }
      known = identify();
      user = known;
      login = known.login();
    }
    return known;
  }

  private User identify() {
    Supplier<User> current = authenticator;
    if (current == null) {
      throw new IllegalStateException("the route group has no authentication filter");
    }
    try {
      return current.get();
    } catch (GypsumException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * Returns the claimant. If the route requires a user, the token is checked, but an invalid token is not reported yet: errors
   * of the body take precedence.
   *
   * @param route null when none was found
   */
  Claimant claimant(@Nullable Route route) {
    Claimant known = claimant;
    if (known == null) {
      known = requiresUser(route) ? claimantOfUser() : Claimant.ANONYMOUS;
      claimant = known;
    }
    return known;
  }

  private Claimant claimantOfUser() {
    if (engine.header("Authorization") == null) {
      return Claimant.ANONYMOUS;
    }
    try {
      return Claimant.of(user());
    } catch (GypsumException e) {
      // The failure is kept for the next call of user().
      return Claimant.ANONYMOUS;
    }
  }

  /** Returns the login of the user if it was determined already. */
  @Nullable
  String knownLogin() {
    return login;
  }

  void setLogin(String newLogin) {
    login = newLogin;
  }

  void setClaimant(Claimant newClaimant) {
    claimant = newClaimant;
  }

  /** Makes the request use resources on the account of anonymous callers if no claimant was determined. */
  void beAnonymousUnlessKnown() {
    if (claimant == null) {
      claimant = Claimant.ANONYMOUS;
    }
  }

  /** @throws GypsumException UNAUTHENTICATED if the route requires a user, and the request has none */
  void requireIfNeeded(@Nullable Route route) {
    if (requiresUser(route)) {
      user();
    }
  }

  private static boolean requiresUser(@Nullable Route route) {
    return route != null && switch (route.caller()) {
      case USER, ADMINISTRATOR, USER_AFTER_VALIDATION -> true;
      case ANYONE, UPLOAD_SESSION -> false;
    };
  }
}
