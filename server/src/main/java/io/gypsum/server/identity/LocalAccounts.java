package io.gypsum.server.identity;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.gypsum.core.GypsumException;
import io.gypsum.core.RandomText;
import io.gypsum.core.Timestamps;
import io.gypsum.server.data.DataDirectory;

/**
 * The accounts in the data directory of a server. Changes take effect immediately in every server of the directory and
 * are durable when the method returns; changes by several threads and processes are serialized, so that none is lost.
 * After a failure nothing has changed.
 *
 * <p>Every method throws {@link GypsumException} {@code CORRUPT} when the accounts file is corrupt, without changing it,
 * and {@link java.io.UncheckedIOException} when the disk fails. Thread-safe.
 */
public final class LocalAccounts {
  /** The name of the file in the data directory. */
  public static final String FILE = AccountsFile.NAME;
  /** Lets scanners for leaked secrets recognize the tokens. */
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
   * @return its token, which is not stored and cannot be retrieved later
   * @throws GypsumException {@code INVALID} when a name is invalid, is in use, or looks like a name in use
   */
  public String add(String name, Collection<String> organizations, boolean administrator) {
    Account account = new Account(name, new TreeSet<>(organizations), administrator, now());
    String token = newToken();
    return data.exclusively(
        () -> {
          List<AccountsFile.AccountEntry> accounts = new ArrayList<>(file.read());
          checkFree(account, accounts);
          accounts.add(new AccountsFile.AccountEntry(account, TokenHash.of(token)));
          file.write(accounts);
          return token;
        });
  }

  /**
   * Returns whether {@code name} is the last account, or the last account of an administrator. An account that does not
   * exist is neither.
   */
  public boolean isLast(String name) {
    return isLast(name, list());
  }

  /** Returns whether an account is the last one of {@code accounts}, or their last administrator. */
  public static boolean isLast(String name, List<Account> accounts) {
    List<Account> others =
        accounts.stream().filter(account -> !account.name().equals(name)).toList();
    Optional<Account> removed =
        accounts.stream().filter(account -> account.name().equals(name)).findFirst();
    return removed.isPresent()
        && (others.isEmpty() || (removed.get().administrator()
            && others.stream().noneMatch(Account::administrator)));
  }

  /** Returns all accounts in the order in which they were added. */
  public List<Account> list() {
    return file.read().stream().map(AccountsFile.AccountEntry::account).toList();
  }

  /**
   * Removes an account; its token is refused from then on.
   *
   * @throws GypsumException {@code NOT_FOUND} when it does not exist
   */
  public void remove(String name) {
    data.exclusively(
        () -> {
          List<AccountsFile.AccountEntry> accounts = new ArrayList<>(file.read());
          accounts.remove(indexOf(name, accounts));
          file.write(accounts);
          return accounts;
        });
  }

  /**
   * Removes an account if it has not changed, and is neither the last one nor that of the last administrator.
   *
   * @param created that of the account when the caller decided to remove it
   * @throws GypsumException {@code NOT_FOUND} when it does not exist; {@code INVALID} when it has changed, or is the last one
   */
  public void removeUnlessLast(String name, Instant created) {
    data.exclusively(
        () -> {
          List<AccountsFile.AccountEntry> accounts = new ArrayList<>(file.read());
          int index = indexOf(name, accounts);
          requireUnchanged(accounts.get(index).account(), created);
          if (isLast(name, accounts.stream().map(AccountsFile.AccountEntry::account).toList())) {
            throw GypsumException.invalid(
                "'" + name
                    + "' is the last account or the last administrator, so it was not removed:"
                    + " without it, only a command on the machine of the server could add accounts;"
                    + " 'gypsum account remove' removes it");
          }
          accounts.remove(index);
          file.write(accounts);
          return accounts;
        });
  }

  private static void requireUnchanged(Account account, Instant created) {
    if (!account.created().equals(created)) {
      throw GypsumException.invalid(
          "account '" + account.name()
              + "' was changed in the meantime: its token was replaced, or the"
              + " account was added again, at " + Timestamps.format(account.created())
              + "; nothing was changed now");
    }
  }

  /**
   * Replaces the token of an account; the old one is refused from then on.
   *
   * @return the new token, which is not stored and cannot be retrieved later
   * @throws GypsumException {@code NOT_FOUND} when the account does not exist
   */
  public String rotate(String name) {
    return rotate(name, account -> {});
  }

  /**
   * Like {@link #rotate(String)}, but only if the account has not changed: a request that is repeated must not replace a token
   * that was shown.
   *
   * @param created that of the account when the caller decided to replace the token
   * @throws GypsumException {@code NOT_FOUND} when the account does not exist; {@code INVALID} when it has changed
   */
  public String rotate(String name, Instant created) {
    return rotate(name, account -> requireUnchanged(account, created));
  }

  private String rotate(String name, Consumer<Account> check) {
    String token = newToken();
    return data.exclusively(
        () -> {
          List<AccountsFile.AccountEntry> accounts = new ArrayList<>(file.read());
          int index = indexOf(name, accounts);
          Account old = accounts.get(index).account();
          check.accept(old);
          Account renewed =
              new Account(old.name(), old.organizations(), old.administrator(), now());
          accounts.set(index, new AccountsFile.AccountEntry(renewed, TokenHash.of(token)));
          file.write(accounts);
          return token;
        });
  }

  /**
   * Requires that no new name looks like another one, and that no name belongs to both an account and an organization:
   * permissions list both kinds together, so an account with the name of an organization would have all its permissions.
   */
  private static void checkFree(Account account, List<AccountsFile.AccountEntry> accounts) {
    Names names = new Names();
    for (AccountsFile.AccountEntry entry : accounts) {
      names.addAll(entry.account());
    }
    names.checkAccount(account.name());
    names.accounts.put(LookAlikes.skeleton(account.name()), account.name());
    account.organizations().forEach(names::checkOrganization);
  }

  /** All names in use, by their skeletons. */
  private static final class Names {
    private final Map<String, String> accounts = new HashMap<>();
    private final Map<String, String> organizations = new HashMap<>();
    /** The organizations that existed before. They may look alike, and can still get members. */
    private final Set<String> existingOrganizations = new HashSet<>();

    void addAll(Account account) {
      accounts.put(LookAlikes.skeleton(account.name()), account.name());
      for (String organization : account.organizations()) {
        organizations.put(LookAlikes.skeleton(organization), organization);
        existingOrganizations.add(organization);
      }
    }

    void checkAccount(String name) {
      String other = accounts.get(LookAlikes.skeleton(name));
      if (name.equals(other)) {
        throw GypsumException.invalid(
            "account '" + name + "' already exists: choose another name, or replace its"
                + " token with 'gypsum account rotate'");
      }
      if (other != null) {
        throw looksLike("account name", name, "account '" + other + "'");
      }
      checkKind("account name", name, organizations, "organization");
      LookAlikes.requireOneScript("account name", name);
    }

    void checkOrganization(String name) {
      if (existingOrganizations.contains(name)) {
        return;
      }
      String other = organizations.putIfAbsent(LookAlikes.skeleton(name), name);
      if (other != null) {
        throw looksLike("organization", name, "organization '" + other + "'");
      }
      checkKind("organization", name, accounts, "account");
      LookAlikes.requireOneScript("organization", name);
    }

    private static void checkKind(
        String what, String name, Map<String, String> others, String otherKind) {
      String other = others.get(LookAlikes.skeleton(name));
      if (name.equals(other)) {
        throw isBoth(name);
      }
      if (other != null) {
        throw looksLike(what, name, otherKind + " '" + other + "'");
      }
    }
  }

  private static GypsumException looksLike(String what, String name, String other) {
    return GypsumException.invalid(
        "the " + what + " '" + name + "' looks like the existing " + other
            + ": choose a name that cannot be mistaken for it");
  }

  private static GypsumException isBoth(String name) {
    return GypsumException.invalid(
        "'" + name + "' would be both an account and an organization, which permissions cannot"
            + " distinguish: choose another name");
  }

  private static int indexOf(String name, List<AccountsFile.AccountEntry> accounts) {
    for (int i = 0; i < accounts.size(); i++) {
      if (accounts.get(i).name().equals(name)) {
        return i;
      }
    }
    throw GypsumException.notFound(
        "account '" + name + "' does not exist: list all accounts with 'gypsum account list'");
  }

  private String newToken() {
    return TOKEN_PREFIX + RandomText.of(random, TOKEN_BYTES);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
