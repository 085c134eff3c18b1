package io.gypsum.server.http;

import io.gypsum.core.decision.User;

/**
 * On whose account a request uses memory and permits: a user, an upload session, or all anonymous callers together.
 * Budgets are divided among claimants, so that none of them can exhaust what others need.
 *
 * @param isKnown whether the server has verified the credentials of the request
 */
public record Claimant(String name, boolean isKnown) {
  /** All callers whose credentials are missing, invalid or not verified yet. */
  public static final Claimant ANONYMOUS = new Claimant("", false);

  public static Claimant of(User user) {
    return new Claimant("user " + user.login(), true);
  }

  /** @param sessionHash of a session whose upload token was verified */
  public static Claimant ofSession(String sessionHash) {
    return new Claimant("session " + sessionHash, true);
  }
}
