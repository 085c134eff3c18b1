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
import io.gypsum.server.data.FileStamp;
import org.jspecify.annotations.Nullable;

/**
 * Identifies users by the accounts of {@link LocalAccounts}. Every call checks whether the file has changed (one system
 * call), so an account that any process removed is refused by the next call.
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
          "invalid access token: it is mistyped or was replaced, or its account was removed; an"
              + " administrator of the server can create one with 'gypsum account add' or"
              + " 'gypsum account rotate'");
    }
    return account.user();
  }

  @Override
  public void requireUsable() {
    if (accounts().isEmpty()) {
      throw new GypsumException(
          Kind.UNAVAILABLE,
          "no user can sign in: the server has no accounts; create one with 'gypsum account add'");
    }
  }

  private Map<TokenHash, Account> accounts() {
    try {
      Snapshot known = latest;
      FileStamp stamp = file.stamp();
      if (stamp == null) {
        return Map.of();
      }
      if (known.isReliable && stamp.equals(known.stamp)) {
        return known.accounts;
      }
      // The stamp is read before the content, so a change in between is detected by the next call.
      Snapshot fresh = read(stamp);
      latest = fresh;
      return fresh.accounts;
    } catch (UncheckedIOException | GypsumException e) {
      // Callers are anonymous, and a description of the file could contain parts of it.
      throw new GypsumException(
          Kind.UNAVAILABLE,
          "the server cannot read its accounts at the moment; its log contains the cause", e);
    }
  }

  private Snapshot read(FileStamp stamp) {
    Instant now = clock.instant();
    Map<TokenHash, Account> accounts = new HashMap<>();
    for (AccountsFile.AccountEntry entry : file.read()) {
      accounts.put(entry.tokenHash(), entry.account());
    }
    return new Snapshot(stamp, stamp.isReliable(now), Map.copyOf(accounts));
  }

  private record Snapshot(
      @Nullable FileStamp stamp, boolean isReliable, Map<TokenHash, Account> accounts) {}
}
