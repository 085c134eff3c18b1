package io.gypsum.core.json;

import io.gypsum.core.Printable;

/**
 * A text is not JSON or does not have the expected structure. The message names the property (as a JSON pointer) and what was
 * expected. Callers translate it to a failure that depends on the origin of the text.
 */
public final class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Enough for a pointer, a problem and a quoted value; names in the text may be far longer. */
  private static final int MAX_CHARS = 1000;

  private final String problem;

  public MalformedJsonException(String problem) {
    super(Printable.text(problem, MAX_CHARS));
    this.problem = Printable.text(problem, MAX_CHARS);
  }

  /** Returns what is wrong, for the author of the text. */
  public String problem() {
    return problem;
  }
}
