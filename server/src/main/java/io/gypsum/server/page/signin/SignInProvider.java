package io.gypsum.server.page.signin;

import java.net.URI;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import org.jspecify.annotations.Nullable;

/** Another site that identifies people, and issues access tokens that this server accepts. Implementations are thread-safe. */
public interface SignInProvider {
  /** Returns the name in addresses, in lower case: people sign in at {@code /sign-in/NAME}. */
  String name();

  /** Returns the name for people, such as {@code GitHub}. */
  String label();

  /**
   * Returns the page of the provider to which a browser is redirected. May wait for the provider.
   *
   * @param callback to which the provider redirects the browser afterwards
   * @throws GypsumException UNAVAILABLE when the provider does not respond
   */
  URI authorizePage(PendingSignIn pending, URI callback);

  /**
   * Returns the access token for a code. May wait for the provider, for seconds at most.
   *
   * @param callback the same as that of {@link #authorizePage}
   * @throws GypsumException UNAUTHENTICATED when the provider refuses the code; UNAVAILABLE or BUSY when it does not respond. The
   *     reason contains neither the code nor a token
   */
  String redeem(PendingSignIn pending, SignInCallback answer, URI callback);

  /**
   * Returns the user of a token that {@link #redeem} returned.
   *
   * @return null to identify the user by the token, as the API does
   */
  default @Nullable User knownUser(String token) {
    return null;
  }
}
