package io.gypsum.cli;

import io.gypsum.core.GypsumException;

/** What the command's exit codes mean; users' scripts rely on them. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;
  static final int NOT_FOUND = 3;
  static final int NOT_ALLOWED = 4;

  private ExitCode() {}

  static int of(GypsumException.Kind kind) {
    return switch (kind) {
      case NOT_FOUND -> NOT_FOUND;
      case UNAUTHENTICATED, FORBIDDEN -> NOT_ALLOWED;
      case INVALID, LOCKED, TOO_LARGE, BUSY, UNAVAILABLE, CORRUPT -> FAILED;
    };
  }
}
