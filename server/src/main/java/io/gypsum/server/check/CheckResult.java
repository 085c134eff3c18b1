package io.gypsum.server.check;

import java.util.Locale;

/**
 * The result of one check.
 *
 * @param subject what was checked, such as {@code accounts}
 * @param detail what was found; of a warning or a failure also what to do. May contain local paths
 */
public record CheckResult(Status status, String subject, String detail) {

  /** How serious the result is. */
  public enum Status {
    OK,
    /** The server starts, but something is probably not intended. */
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
