package io.gypsum.server.settings;

import io.gypsum.core.GypsumException;

/**
 * A value and its source.
 *
 * @param source the source in the form that users write: {@code --port}, {@code GYPSUM_PORT}, {@code gypsum.conf:3}
 */
record GivenValue(Option<?> option, String text, String source) {
  private static final int MAX_SHOWN_CHARS = 200;

  /** Returns the failure for a value that is not {@code expected}; the value of a secret is not shown. */
  GypsumException expected(String expected) {
    String shown = option.isSecret() ? "the value of '" : "'" + shortened() + "' for '";
    return GypsumException.invalid(
        shown + option.name() + "' (from " + source + ") is invalid: expected " + expected);
  }

  /** Returns the failure for a value that a parser rejected for {@code reason}, which contains the value. */
  GypsumException invalid(String reason) {
    return GypsumException
        .invalid("'" + option.name() + "' (from " + source + ") is invalid: " + reason);
  }

  private String shortened() {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .limit(MAX_SHOWN_CHARS)
        .forEach(c -> shown.append(Character.isISOControl(c) ? '\uFFFD' : (char) c));
    return text.length() > MAX_SHOWN_CHARS ? shown.append('…').toString() : shown.toString();
  }
}
