package io.gypsum.server.check;

import java.util.Locale;

/**
 * The result of one check.
 *
 * @param subject what was checked, such as {@code accounts}
 * @param detail what was found and, for a warning or a failure, what to do; may contain local paths
 */
public record CheckResult(Status status, String subject, String detail) {

  /** The severity of the result. */
  public enum Status {
    OK,
    /** The server would start, but a setting or a file is probably wrong. */
    WARNING,
    /** The server would not start, or could not serve requests. */
    FAILED
  }

  public boolean isFailed() {
    return status == Status.FAILED;
  }

  /** Returns one line: the status in a column of fixed width, the subject and the detail. */
  @Override
  public String toString() {
    String word = status == Status.FAILED ? "FAILED" : status.name().toLowerCase(Locale.ROOT);
    return String.format(Locale.ROOT, "%-7s  %s: %s", word, subject, detail);
  }
}
