package io.gypsum.core.decision;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;

/** What happens when files outside of something that is to be removed are links to it. */
public enum LinkPolicy {
  /** It is removed; the files become unreadable. */
  IGNORE,
  /** It is not removed. */
  REFUSE;

  /**
   * Returns the policy of the query parameter {@code links}.
   *
   * @param text null if there is no parameter
   * @throws GypsumException INVALID for any other value than {@code refuse}: a client that asks for a check must not lose data
   */
  public static LinkPolicy parse(@Nullable String text) {
    if (text == null) {
      return IGNORE;
    }
    if (text.equals("refuse")) {
      return REFUSE;
    }
    throw GypsumException.invalid(
        "invalid query parameter 'links': expected 'refuse', found '" + Printable.value(text)
            + "'");
  }
}
