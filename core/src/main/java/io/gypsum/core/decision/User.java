package io.gypsum.core.decision;

import java.util.Collection;
import java.util.Set;

/**
 * A user, as the identity provider reports it.
 *
 * @param organizations the organizations of the user; empty when the provider does not disclose them
 * @param administrator whether the provider reports an administrator; the server's configuration can name others
 */
public record User(String login, Set<String> organizations, boolean administrator) {
  public User {
    organizations = Set.copyOf(organizations);
  }

  /** Returns whether {@code ids} contains the user's login or one of the user's organizations. */
  public boolean isAnyOf(Collection<String> ids) {
    return ids.stream().anyMatch(this::is);
  }

  /** Returns whether {@code id} is the user's login or one of the user's organizations. */
  public boolean is(String id) {
    return login.equals(id) || organizations.contains(id);
  }
}
