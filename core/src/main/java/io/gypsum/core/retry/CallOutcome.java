package io.gypsum.core.retry;

/** Whether a call that failed took effect. Reads have no effect, so theirs is always {@link #NOT_DONE}. */
public enum CallOutcome {
  /** It did not and will not take effect. */
  NOT_DONE,
  /** It may have taken effect, or may still do so: read the state again before deciding anything. */
  UNKNOWN
}
