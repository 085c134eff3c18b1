package io.gypsum.server.identity;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;

/**
 * A local account, without its token, which is not stored.
 *
 * @param organizations sorted
 * @param created when the account was added, or its token last replaced
 */
public record Account(
    String name, SortedSet<String> organizations, boolean administrator, Instant created) {

  private static final int MAX_NAME_CHARACTERS = 100;

  /** @throws GypsumException {@code INVALID} when a name is invalid */
  public Account {
    checkName("account name", name);
    organizations.forEach(organization -> checkName("organization", organization));
    organizations = Collections.unmodifiableSortedSet(new TreeSet<>(organizations));
  }

  User user() {
    return new User(name, organizations, administrator);
  }

  /**
   * Returns {@code name} if it is a valid name of a user or an organization.
   *
   * @param what "account name", "organization" or "login"
   * @throws GypsumException {@code INVALID} otherwise
   */
  static String checkName(String what, String name) {
    return checkName(what, name, MAX_NAME_CHARACTERS);
  }

  static String checkName(String what, String name, int maxCharacters) {
    if (name.isEmpty()) {
      throw GypsumException.invalid("the " + what + " is empty: expected a name such as 'alice'");
    }
    if (name.length() > maxCharacters) {
      throw invalid(
          what, name.substring(0, maxCharacters) + "…",
          "is over " + maxCharacters + " characters long");
    }
    if (!name.equals(name.strip())) {
      throw invalid(what, name, "starts or ends with white space");
    }
    name.codePoints().forEach(c -> checkCharacter(what, name, c));
    return name;
  }

  private static void checkCharacter(String what, String name, int c) {
    if (isInvisible(c)) {
      throw invalid(what, name, "contains an invisible character");
    }
    // Commas separate the names in the list of administrators.
    if (c == '/' || c == ',') {
      throw invalid(what, name, "contains '" + Character.toString(c) + "'");
    }
  }

  private static boolean isInvisible(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
  }

  private static GypsumException invalid(String what, String name, String problem) {
    StringBuilder shown = new StringBuilder();
    name.codePoints().forEach(c -> shown.appendCodePoint(isInvisible(c) ? 0xFFFD : c));
    return GypsumException.invalid("the " + what + " '" + shown + "' " + problem);
  }
}
