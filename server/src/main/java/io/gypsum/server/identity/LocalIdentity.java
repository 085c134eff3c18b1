package io.gypsum.server.identity;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
  private static final Snapshot NO_ACCOUNTS = new Snapshot(null, false, Map.of(), Map.of());

  private final AccountsFile file;
  private final InstantSource clock;
  private volatile Snapshot latest = NO_ACCOUNTS;

  public LocalIdentity(DataDirectory data, InstantSource clock) {
    this.file = new AccountsFile(data);
    this.clock = clock;
  }

  @Override
  public User identify(String token) {
    Account account = accounts().byToken().get(TokenHash.of(token));
    if (account == null) {
      throw GypsumException.unauthenticated(
          "invalid access token: it is mistyped or was replaced, or its account was removed; an"
              + " administrator of the server can create one with 'gypsum account add' or"
              + " 'gypsum account rotate'");
    }
    return account.user();
  }

  /**
   * Returns the user with the organizations that the account still has.
   *
   * @throws GypsumException UNAVAILABLE also while the file does not exist, since the caller may delete data of a removed account
   */
  @Override
  public Optional<User> current(User user, Instant since) {
    Snapshot accounts = accounts();
    if (accounts.stamp() == null) {
      throw noAccounts();
    }
    return Optional.ofNullable(accounts.byName().get(user.login()))
        .filter(account -> !account.created().isAfter(since))
        .map(
            account -> new User(
                account.name(),
                user.organizations()
                    .stream()
                    .filter(organization -> account.organizations().contains(organization))
                    .collect(Collectors.toUnmodifiableSet()),
                account.administrator()));
  }

  @Override
  public void requireUsable() {
    if (accounts().byToken().isEmpty()) {
      throw noAccounts();
    }
  }

  private static GypsumException noAccounts() {
    return new GypsumException(
        Kind.UNAVAILABLE,
        "no user can sign in: the server has no accounts; create one with 'gypsum account add'");
  }

  private Snapshot accounts() {
    try {
      Snapshot known = latest;
      FileStamp stamp = file.stamp();
      if (stamp == null) {
        return NO_ACCOUNTS;
      }
      if (known.isReliable && stamp.equals(known.stamp)) {
        return known;
      }
      // The stamp is read before the content, so a change in between is detected by the next call.
      Snapshot fresh = read(stamp);
      latest = fresh;
      return fresh;
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
    Map<String, Account> names = new HashMap<>();
    for (AccountsFile.AccountEntry entry : file.read()) {
      accounts.put(entry.tokenHash(), entry.account());
      names.put(entry.account().name(), entry.account());
    }
    return new Snapshot(
        stamp, stamp.isReliable(now), Map.copyOf(accounts), Map.copyOf(names));
  }

  private record Snapshot(
      @Nullable FileStamp stamp, boolean isReliable, Map<TokenHash, Account> byToken,
      Map<String, Account> byName) {}
}
