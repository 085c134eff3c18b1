package io.gypsum.server.identity;

import java.time.Instant;
import java.util.Optional;

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
   * Returns a user who was identified before {@code since}, as the provider reports the user now. Organizations are never added.
   *
   * @param user without a token, so a provider that needs one returns the user unchanged
   * @return empty if the account of the user was removed, or its token was replaced after {@code since}
   * @throws GypsumException {@code UNAVAILABLE} as {@link #identify}
   */
  default Optional<User> current(User user, Instant since) {
    return Optional.of(user);
  }

  /**
   * Returns whether {@link #identify} would now ask another machine about {@code token}, so that the caller can limit
   * how often anonymous clients cause that.
   */
  default boolean asksProvider(String token) {
    return false;
  }

  /**
   * Checks, without another machine, that this server can identify any user.
   *
   * @throws GypsumException {@code UNAVAILABLE} when it refuses every token
   */
  default void requireUsable() {}
}
