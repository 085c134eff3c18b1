package io.gypsum.server.identity;

import io.gypsum.core.GypsumException;

/** What accounts and organisations may be called. */
final class AccountNames {
  static final int MAX_CHARACTERS = 100;

  private AccountNames() {}

  /**
   * @param what "account name" or "organisation"
   * @throws GypsumException {@code INVALID} saying what is wrong with {@code name}
   */
  static String check(String what, String name) {
    if (name.isEmpty()) {
      throw GypsumException.invalid("the " + what + " is empty: expected a name such as 'alice'");
    }
    if (name.length() > MAX_CHARACTERS) {
      throw bad(
          what, name.substring(0, MAX_CHARACTERS) + "…", "is over " + MAX_CHARACTERS
              + " characters");
    }
    if (!name.equals(name.strip())) {
      throw bad(what, name, "begins or ends with a blank");
    }
    name.codePoints().forEach(c -> checkCharacter(what, name, c));
    return name;
  }

  private static void checkCharacter(String what, String name, int c) {
    if (isUnseen(c)) {
      throw bad(what, name, "contains a character that cannot be seen");
    }
    // The list of administrators is separated by commas.
    if (c == '/' || c == ',') {
      throw bad(what, name, "contains '" + Character.toString(c) + "'");
    }
  }

  private static boolean isUnseen(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
  }

  private static GypsumException bad(String what, String name, String problem) {
    StringBuilder shown = new StringBuilder();
    name.codePoints().forEach(c -> shown.appendCodePoint(isUnseen(c) ? 0xFFFD : c));
    return GypsumException.invalid("the " + what + " '" + shown + "' " + problem);
  }
}
