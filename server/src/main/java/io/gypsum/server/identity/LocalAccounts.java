package io.gypsum.server.identity;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

import io.gypsum.core.GypsumException;
import io.gypsum.server.data.DataDirectory;

/**
 * The accounts that the server keeps itself. Edits take effect at once in every server of the data directory and are
 * durable when the method returns; edits from any number of threads and processes take turns, so none is lost. After a
 * failure nothing has changed.
 *
 * <p>Every method throws {@link GypsumException} {@code CORRUPT} when the accounts file is damaged, which leaves it as
 * it is, and {@link java.io.UncheckedIOException} when the disk fails. Thread-safe.
 */
public final class LocalAccounts {
  /** Lets scanners for leaked secrets know one of ours. */
  static final String TOKEN_PREFIX = "gypsum_";
  private static final int TOKEN_BYTES = 32;

  private final DataDirectory data;
  private final AccountsFile file;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public LocalAccounts(DataDirectory data, InstantSource clock) {
    this.data = data;
    this.file = new AccountsFile(data);
    this.clock = clock;
  }

  /**
   * Adds an account.
   *
   * @return its token, which is kept nowhere and cannot be had again
   * @throws GypsumException {@code INVALID} when a name breaks the rules or is taken
   */
  public String add(String name, Collection<String> organizations, boolean administrator) {
    Account account = new Account(name, new TreeSet<>(organizations), administrator, now());
    String token = newToken();
    return data.exclusively(
        () -> {
          List<AccountEntry> accounts = new ArrayList<>(file.read());
          checkFree(account, accounts);
          accounts.add(new AccountEntry(account, TokenHash.of(token)));
          file.write(accounts);
          return token;
        });
  }

  /** In the order in which they were added. */
  public List<Account> list() {
    return file.read().stream().map(AccountEntry::account).toList();
  }

  /** @throws GypsumException {@code NOT_FOUND} when there is no such account */
  public void remove(String name) {
    data.exclusively(
        () -> {
          List<AccountEntry> accounts = new ArrayList<>(file.read());
          accounts.remove(indexOf(name, accounts));
          file.write(accounts);
          return accounts;
        });
  }

  /**
   * Gives an account a new token; the old one is worth nothing from then on.
   *
   * @return the new token, which is kept nowhere and cannot be had again
   * @throws GypsumException {@code NOT_FOUND} when there is no such account
   */
  public String rotate(String name) {
    String token = newToken();
    return data.exclusively(
        () -> {
          List<AccountEntry> accounts = new ArrayList<>(file.read());
          int index = indexOf(name, accounts);
          Account old = accounts.get(index).account();
          Account renewed =
              new Account(old.name(), old.organizations(), old.administrator(), now());
          accounts.set(index, new AccountEntry(renewed, TokenHash.of(token)));
          file.write(accounts);
          return token;
        });
  }

  /**
   * Permissions name users and organisations in one list, so one name must never mean both: an account named like an
   * organisation would have all its rights.
   */
  private static void checkFree(Account account, List<AccountEntry> accounts) {
    if (account.organizations().contains(account.name())) {
      throw isBoth(account.name());
    }
    for (AccountEntry entry : accounts) {
      Account other = entry.account();
      if (other.name().equals(account.name())) {
        throw GypsumException.invalid(
            "there is already an account '" + account.name() + "': choose another name, or give it"
                + " a new token with 'gypsum account rotate'");
      }
      if (other.organizations().contains(account.name())) {
        throw isBoth(account.name());
      }
      if (account.organizations().contains(other.name())) {
        throw isBoth(other.name());
      }
    }
  }

  private static GypsumException isBoth(String name) {
    return GypsumException.invalid(
        "'" + name + "' would be both an account and an organisation, which permissions could not"
            + " tell apart: choose another name");
  }

  private static int indexOf(String name, List<AccountEntry> accounts) {
    for (int i = 0; i < accounts.size(); i++) {
      if (accounts.get(i).name().equals(name)) {
        return i;
      }
    }
    throw GypsumException.notFound(
        "there is no account '" + name + "': 'gypsum account list' shows those there are");
  }

  private String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return TOKEN_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
