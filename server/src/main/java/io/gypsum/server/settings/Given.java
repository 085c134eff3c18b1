package io.gypsum.server.settings;

import io.gypsum.core.GypsumException;

/**
 * A value and who gave it.
 *
 * @param source as people know it: {@code --port}, {@code GYPSUM_PORT}, {@code gypsum.conf:3}
 */
record Given(Option option, String text, String source) {
  /** The complaint that this value is not {@code expected}. */
  GypsumException notA(String expected) {
    String shown = option.isSecret() ? "the value of '" : "'" + shortened() + "' for '";
    return GypsumException.invalid(
        shown + option.name() + "' (from " + source + ") will not do: expected " + expected);
  }

  /** Returns the failure for a value that a parser rejected for {@code reason}, which contains the value. */
  GypsumException invalid(String reason) {
    return GypsumException
        .invalid("'" + option.name() + "' (from " + source + ") is invalid: " + reason);
  }

  private String shortened() {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .limit(200)
        .forEach(c -> shown.append(Character.isISOControl(c) ? '\uFFFD' : (char) c));
    return text.length() > 200 ? shown.append('…').toString() : shown.toString();
  }
}
