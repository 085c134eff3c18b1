package io.gypsum.cli.quickstart;

/** Every step was done without complaint, but what came of one is not what it must be. */
final class Surprise extends RuntimeException {
  private static final long serialVersionUID = 1;

  private Surprise(String message) {
    super(message);
  }

  static void unless(boolean holds, String message) {
    if (!holds) {
      throw new Surprise(message);
    }
  }
}
