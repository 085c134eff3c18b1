package io.gypsum.cli.terminal;

import io.gypsum.core.GypsumException;

/** The exit codes of the command, which scripts depend on. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int WRONG_USAGE = 2;
  public static final int NOT_FOUND = 3;
  public static final int NOT_ALLOWED = 4;
  public static final int LOCKED = 5;

  private ExitCode() {}

  public static int of(GypsumException.Kind kind) {
    return switch (kind) {
      case NOT_FOUND -> NOT_FOUND;
      case UNAUTHENTICATED, FORBIDDEN -> NOT_ALLOWED;
      case LOCKED -> LOCKED;
      case INVALID, TOO_LARGE, BUSY, UNAVAILABLE, NO_SPACE, CORRUPT -> FAILED;
    };
  }
}
