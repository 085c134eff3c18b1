package io.gypsum.server.identity;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Identity by the accounts of {@link LocalAccounts}. Looks at every call whether the file changed (one system call), so
 * an account that any process removed is refused at the very next call.
 */
public final class LocalIdentity implements Identity {
  private final AccountsFile file;
  private final InstantSource clock;
  private volatile Snapshot latest = new Snapshot(null, false, Map.of());

  public LocalIdentity(DataDirectory data, InstantSource clock) {
    this.file = new AccountsFile(data);
    this.clock = clock;
  }

  @Override
  public User identify(String token) {
    Account account = accounts().get(TokenHash.of(token));
    if (account == null) {
      throw GypsumException.unauthenticated(
          "this server does not know the token: it was mistyped, replaced or its account removed;"
              + " an administrator of the server can make one with 'gypsum account add' or"
              + " 'gypsum account rotate'");
    }
    return account.user();
  }

  private Map<TokenHash, Account> accounts() {
    try {
      Snapshot known = latest;
      Stamp stamp = file.stamp();
      if (stamp == null) {
        return Map.of();
      }
      if (known.settled && stamp.equals(known.stamp)) {
        return known.accounts;
      }
      // The stamp is older than what is read now: a change in between is seen at the next call.
      Snapshot fresh = read(stamp);
      latest = fresh;
      return fresh.accounts;
    } catch (UncheckedIOException e) {
      throw new GypsumException(
          Kind.UNAVAILABLE,
          "the server cannot read its accounts now; its log says why", e);
    }
  }

  private Snapshot read(Stamp stamp) {
    Instant now = clock.instant();
    Map<TokenHash, Account> accounts = new HashMap<>();
    for (AccountEntry entry : file.read()) {
      accounts.put(entry.tokenHash(), entry.account());
    }
    return new Snapshot(stamp, stamp.settled(now), Map.copyOf(accounts));
  }

  private record Snapshot(
      @Nullable Stamp stamp, boolean settled, Map<TokenHash, Account> accounts) {}
}
