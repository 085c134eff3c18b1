package io.gypsum.server.identity;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;

/** Identifies users by their access tokens. Implementations are thread-safe and bounded in memory and time. */
@FunctionalInterface
public interface Identity {
  /**
   * Returns the user to whom {@code token} was issued. May wait for another machine, for seconds at most; an interrupt
   * ends the wait. Has no side effects, so it can always be repeated.
   *
   * @param token any text that followed {@code Bearer }, not validated; never appears in a message or a log
   * @throws GypsumException {@code UNAUTHENTICATED} when the token is unknown; {@code UNAVAILABLE} when the provider
   *         does not respond or its data is corrupt, so that the same token may be accepted later; the reason contains
   *         no details, since anyone can receive it
   */
  User identify(String token);

  /**
   * Checks, without another machine, that this server can identify any user.
   *
   * @throws GypsumException {@code UNAVAILABLE} when it refuses every token
   */
  default void requireUsable() {}
}
