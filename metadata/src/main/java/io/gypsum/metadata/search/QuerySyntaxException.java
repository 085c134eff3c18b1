package io.gypsum.metadata.search;

import io.gypsum.core.GypsumException;

/** A query in words that cannot be read: where, and what was expected there. */
public final class QuerySyntaxException extends GypsumException {
  private static final long serialVersionUID = 1;

  private final int position;
  private final String expected;

  QuerySyntaxException(int position, String expected) {
    super(
        Kind.INVALID,
        "the query cannot be read at character " + (position + 1) + ": expected " + expected);
    this.position = position;
    this.expected = expected;
  }

  /** Where in the query, as an index of chars from 0; its length when something is missing at the end. */
  public int position() {
    return position;
  }

  /** What would have been right there, in words. */
  public String expected() {
    return expected;
  }
}
