package io.gypsum.server.http;

import io.gypsum.core.decision.User;

/**
 * The holder of the memory and permits of a request: a user, an upload session, or all anonymous callers together. Budgets
 * are divided among claimants, so that no claimant can exhaust the share of another one.
 *
 * @param isKnown whether the server has verified the credentials of the request
 */
public record Claimant(String name, boolean isKnown) {
  /** All callers whose credentials are missing, invalid or not verified yet. */
  public static final Claimant ANONYMOUS = new Claimant("", false);

  public static Claimant of(User user) {
    return ofUser(user.login());
  }

  /** @param login of a user whom the server has verified, such as the one who started an upload */
  public static Claimant ofUser(String login) {
    return new Claimant("user " + login, true);
  }

  /** @param sessionHash of a session whose upload token was verified */
  public static Claimant ofSession(String sessionHash) {
    return new Claimant("session " + sessionHash, true);
  }
}
