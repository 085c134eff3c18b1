package io.gypsum.core.decision;

import java.util.Collection;
import java.util.Set;

/**
 * Someone the identity provider knows.
 *
 * @param organizations what the user belongs to; empty when the provider would not say
 * @param administrator whether the provider itself says so, beside the server's configuration
 */
public record User(String login, Set<String> organizations, boolean administrator) {
  public User {
    organizations = Set.copyOf(organizations);
  }

  /** Whether {@code ids} names the user or an organisation of the user. */
  public boolean isAnyOf(Collection<String> ids) {
    return ids.stream().anyMatch(this::is);
  }

  /** Whether {@code id} is the user's login or one of the user's organisations. */
  public boolean is(String id) {
    return login.equals(id) || organizations.contains(id);
  }
}
