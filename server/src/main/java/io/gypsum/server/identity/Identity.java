package io.gypsum.server.identity;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;

/** Knows whose a token is. Implementations are thread-safe and bounded in memory and in time. */
@FunctionalInterface
public interface Identity {
  /**
   * Who the bearer of {@code token} is. May wait for another machine, for seconds at most; an interrupt ends the wait.
   * Changes nothing, so asking again is always safe.
   *
   * @param token anything that came after {@code Bearer }, not checked yet; it never shows in a message or a log
   * @throws GypsumException {@code UNAUTHENTICATED} when nobody has this token; {@code UNAVAILABLE} when that cannot be
   *         told now because the provider does not answer, so the same token may be fine later; {@code CORRUPT} when
   *         what the provider keeps is damaged
   */
  User identify(String token);
}
