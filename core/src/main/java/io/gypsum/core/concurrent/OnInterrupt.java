package io.gypsum.core.concurrent;

import io.gypsum.core.GypsumException;

/**
 * Translates the interruption of a waiting thread into the failure that its caller receives. The interrupt status of the
 * thread is set again before the failure is thrown.
 */
@FunctionalInterface
public interface OnInterrupt {
  /** Returns the failure to throw. */
  RuntimeException failure(InterruptedException cause);

  /** Translates to a {@link GypsumException} of kind UNAVAILABLE with this message. */
  static OnInterrupt unavailable(String message) {
    return cause -> new GypsumException(GypsumException.Kind.UNAVAILABLE, message, cause);
  }
}
