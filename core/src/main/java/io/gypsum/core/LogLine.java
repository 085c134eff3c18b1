package io.gypsum.core;

/** Describes a failure with all its causes in one line, for logs: a stack trace per failed request would flood them. */
public final class LogLine {
  private static final int MAX_CAUSES = 8;
  private static final int MAX_CHARS = 2000;

  private LogLine() {}

  /** Returns the message of {@code failure} and those of its causes that add something to it. May contain local paths. */
  public static String of(Throwable failure) {
    StringBuilder line = new StringBuilder(message(failure));
    Throwable cause = failure.getCause();
    for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
      String message = message(cause);
      if (line.indexOf(message) < 0) {
        line.append("; caused by ").append(message);
      }
      cause = cause.getCause();
    }
    return Printable.text(line.toString(), MAX_CHARS);
  }

  private static String message(Throwable failure) {
    return failure instanceof GypsumException known ? known.reason() : failure.toString();
  }
}
