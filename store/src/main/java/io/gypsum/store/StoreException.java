package io.gypsum.store;

import io.gypsum.core.GypsumException;
import io.gypsum.core.retry.CallFailure;
import io.gypsum.core.retry.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * A store failed: the request is valid, but the disk, network or service could not serve it. The kind is UNAVAILABLE or
 * NO_SPACE.
 */
public final class StoreException extends GypsumException implements CallFailure {
  private static final long serialVersionUID = 1;

  private final CallOutcome outcome;
  private final boolean retryable;

  /**
   * @param outcome whether the write that failed took effect; NOT_DONE for reads
   * @param retryable whether the same call may succeed later
   */
  public StoreException(
      String message, CallOutcome outcome, boolean retryable, @Nullable Throwable cause) {
    this(Kind.UNAVAILABLE, message, outcome, retryable, cause);
  }

  private StoreException(
      Kind kind, String message, CallOutcome outcome, boolean retryable,
      @Nullable Throwable cause) {
    super(kind, message, cause);
    this.outcome = outcome;
    this.retryable = retryable;
  }

  /**
   * Returns the failure of a write that was not begun because its deadline has passed.
   *
   * @param action completes "cannot …", for example {@code write 'key'}
   */
  public static StoreException deadlinePassed(String action) {
    return new StoreException(
        "cannot " + action
            + ": its deadline passed before it began, because the store or this machine"
            + " was too slow; try again",
        CallOutcome.NOT_DONE, true, null);
  }

  /** Returns the failure of a write for which the store has no space: NO_SPACE, not retryable. */
  public static StoreException noSpace(
      String message, CallOutcome outcome, @Nullable Throwable cause) {
    return new StoreException(Kind.NO_SPACE, message, outcome, false, cause);
  }

  @Override
  public CallOutcome outcome() {
    return outcome;
  }

  @Override
  public boolean isRetryable() {
    return retryable;
  }

  @Override
  public StoreException withUnknownOutcome() {
    return outcome == CallOutcome.UNKNOWN
        ? this
        : new StoreException(kind(), reason(), CallOutcome.UNKNOWN, retryable, this);
  }
}
