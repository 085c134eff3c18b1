package io.gypsum.core.json;

/**
 * A text is not JSON, or not of the expected shape. The message names the property (as a JSON pointer) and what was
 * expected. Whose fault it is depends on where the text came from, so the reader's caller turns it into a failure.
 */
public final class MalformedJsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String problem;

  public MalformedJsonException(String problem) {
    super(problem);
    this.problem = problem;
  }

  /** What is wrong, in words for whoever wrote the text. */
  public String problem() {
    return problem;
  }
}
