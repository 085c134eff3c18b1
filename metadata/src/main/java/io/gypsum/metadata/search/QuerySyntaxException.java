package io.gypsum.metadata.search;

import io.gypsum.core.GypsumException;

/** Thrown if a text query is invalid; contains the position and what was expected there. */
public final class QuerySyntaxException extends GypsumException {
  private static final long serialVersionUID = 1;

  private final int position;
  private final String expected;

  QuerySyntaxException(int position, String expected) {
    super(
        Kind.INVALID,
        "invalid query at character " + (position + 1) + ": expected " + expected);
    this.position = position;
    this.expected = expected;
  }

  /** Returns the position of the error as a 0-based char index; the length of the query if its end is wrong. */
  public int position() {
    return position;
  }

  /** Returns what was expected at the position, for messages. */
  public String expected() {
    return expected;
  }
}
