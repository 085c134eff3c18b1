package io.gypsum.cli.terminal;

import org.jspecify.annotations.Nullable;

/** The command was called wrongly; the message says how to call it. Ends with exit code 2. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    this(message, null);
  }

  public UsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
