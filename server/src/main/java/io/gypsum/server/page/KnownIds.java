package io.gypsum.server.page;

import java.util.Set;
import java.util.TreeSet;

import io.gypsum.server.identity.Account;
import io.gypsum.server.identity.LocalAccounts;
import org.jspecify.annotations.Nullable;

/**
 * The logins and organizations that exist, so that a mistyped one is noticed.
 *
 * @param accounts null if another provider identifies users; ids are not checked there, since each would take a request
 */
public record KnownIds(@Nullable LocalAccounts accounts) {
  /** Returns all logins and organizations; null if this server does not have local accounts. */
  public @Nullable Set<String> all() {
    if (accounts == null) {
      return null;
    }
    Set<String> ids = new TreeSet<>();
    for (Account account : accounts.list()) {
      ids.add(account.name());
      ids.addAll(account.organizations());
    }
    return ids;
  }
}
