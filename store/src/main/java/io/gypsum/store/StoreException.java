package io.gypsum.store;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/** The store failed: not the caller's fault, and nothing about the request is wrong. */
public final class StoreException extends GypsumException {
  private static final long serialVersionUID = 1;

  private final Outcome outcome;
  private final boolean retryable;

  /** Whether the write that failed took place. Reads are always {@link #NOT_DONE}. */
  public enum Outcome {
    NOT_DONE,
    /** It may have happened, or may even still happen: read again before deciding anything. */
    UNKNOWN
  }

  /** @param retryable whether the same call may succeed later */
  public StoreException(
      String message, Outcome outcome, boolean retryable, @Nullable Throwable cause) {
    super(Kind.UNAVAILABLE, message, cause);
    this.outcome = outcome;
    this.retryable = retryable;
  }

  public Outcome outcome() {
    return outcome;
  }

  public boolean isRetryable() {
    return retryable;
  }
}
