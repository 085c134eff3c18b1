package io.gypsum.cli.quickstart;

/** Thrown when all operations of a step succeeded but their result is not the expected one. */
final class CheckFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private CheckFailedException(String message) {
    super(message);
  }

  static void unless(boolean condition, String message) {
    if (!condition) {
      throw new CheckFailedException(message);
    }
  }
}
