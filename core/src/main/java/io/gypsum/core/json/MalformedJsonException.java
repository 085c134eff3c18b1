package io.gypsum.core.json;

import io.gypsum.core.Printable;

/**
 * A text is not JSON, or not of the expected shape. The message names the property (as a JSON pointer) and what was
 * expected. Whose fault it is depends on where the text came from, so the reader's caller turns it into a failure.
 */
public final class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Enough for a pointer, a parser's complaint and the quoted value; a name in the text may be far longer. */
  private static final int MAX_CHARS = 1000;

  private final String problem;

  public MalformedJsonException(String problem) {
    super(Printable.text(problem, MAX_CHARS));
    this.problem = Printable.text(problem, MAX_CHARS);
  }

  /** What is wrong, in words for whoever wrote the text. */
  public String problem() {
    return problem;
  }
}
