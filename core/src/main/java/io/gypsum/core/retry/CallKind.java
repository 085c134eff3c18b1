package io.gypsum.core.retry;

/** What a call does, which determines when it may be retried. */
public enum CallKind {
  /** Changes nothing. */
  READ,
  /** Has the same effect when it is done twice, so it may be retried even if its outcome is unknown. */
  IDEMPOTENT_WRITE,
  /**
   * Depends on a state that it changes itself. Retried only if it certainly had no effect: after an unknown outcome, a
   * second call could fail because the first one succeeded, or change what another writer created meanwhile.
   */
  CONDITIONAL_WRITE;

  /** Returns whether a call of this kind may be retried after a failure with this outcome. */
  public boolean mayRepeatAfter(CallOutcome outcome) {
    return this != CONDITIONAL_WRITE || outcome == CallOutcome.NOT_DONE;
  }
}
