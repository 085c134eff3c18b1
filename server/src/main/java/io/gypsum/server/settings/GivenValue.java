package io.gypsum.server.settings;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;

/**
 * A value and its source.
 *
 * @param source the source in the form that users write: {@code --port}, {@code GYPSUM_PORT}, {@code gypsum.conf:3}
 */
record GivenValue(Option<?> option, String text, String source) {
  private static final int MAX_SHOWN_CHARS = 200;

  /**
   * Returns this value.
   *
   * @throws GypsumException INVALID for a value in quotation marks, as other programs write them, or with a comment at its
   *     end: it would become, for example, a directory whose name begins with a quotation mark
   */
  GivenValue requireBare() {
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    boolean isQuote = first == '"' || first == '\'';
    boolean isQuoted = text.length() > 1 && text.indexOf(first, 1) == text.length() - 1;
    if (isQuote && (isQuoted || !option.isSecret())) {
      throw expected("a value without quotation marks: everything after '=' belongs to it");
    }
    if (!option.isSecret() && text.contains(" #")) {
      throw expected("a value without a comment: write comments on separate lines");
    }
    return this;
  }

  /** Returns the failure for a value that is not {@code expected}; the value of a secret is not shown. */
  GypsumException expected(String expected) {
    String shown = option.isSecret()
        ? "the value of '"
        : "'" + Printable.text(text, MAX_SHOWN_CHARS) + "' for '";
    return GypsumException.invalid(
        shown + option.name() + "' (from " + source + ") is invalid: expected " + expected);
  }

  /** Returns the failure for a value that a parser rejected for {@code reason}, which contains the value. */
  GypsumException invalid(String reason) {
    return GypsumException
        .invalid("'" + option.name() + "' (from " + source + ") is invalid: " + reason);
  }
}
