package io.gypsum.cli.terminal;

import org.jspecify.annotations.Nullable;

/** Thrown when the arguments of a command are wrong; the message contains the correct usage. The exit code is 2. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    this(message, null);
  }

  public UsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
