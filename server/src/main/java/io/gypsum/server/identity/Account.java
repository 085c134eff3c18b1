package io.gypsum.server.identity;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;

/**
 * A local account, without its token, which nobody keeps.
 *
 * @param organizations sorted
 * @param created when the account was added, or its token last changed
 */
public record Account(
    String name, SortedSet<String> organizations, boolean administrator, Instant created) {

  /** @throws GypsumException {@code INVALID} when a name breaks the rules */
  public Account {
    AccountNames.check("account name", name);
    organizations.forEach(organization -> AccountNames.check("organisation", organization));
    organizations = Collections.unmodifiableSortedSet(new TreeSet<>(organizations));
  }

  User user() {
    return new User(name, organizations, administrator);
  }
}
