package io.gypsum.server.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The systems that identify users by their tokens. Each is implemented in {@code io.gypsum.server.identity}. */
public enum IdentityProvider {
  /** Accounts in the data directory. */
  LOCAL,
  /** GitHub or GitHub Enterprise. */
  GITHUB;

  /** Returns the value of the option {@code identity} for this provider. */
  String optionValue() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns all option values, with {@code separator} between them. */
  static String optionValues(String separator) {
    return Arrays.stream(values())
        .map(IdentityProvider::optionValue)
        .collect(Collectors.joining(separator));
  }
}
