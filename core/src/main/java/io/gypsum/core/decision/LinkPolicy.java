package io.gypsum.core.decision;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;

/** Whether to delete files to which other versions contain links. */
public enum LinkPolicy {
  /** Delete the files; the links become unreadable. */
  IGNORE,
  /** Delete nothing. */
  REFUSE;

  /**
   * Returns the policy of the query parameter {@code links}.
   *
   * @param text null if there is no parameter
   * @throws GypsumException INVALID for any other value than {@code refuse}, so that a misspelled value does not skip the check
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
