package io.gypsum.server.limit;

import java.time.Duration;

import io.gypsum.core.GypsumException;

/** A client exceeded one of its limits; the same request may succeed after {@link #retryAfter}. */
public final class TooManyRequestsException extends GypsumException {
  private static final long serialVersionUID = 1;

  private final Duration retryAfter;

  TooManyRequestsException(String message, Duration retryAfter) {
    super(Kind.BUSY, message);
    this.retryAfter = retryAfter;
  }

  /** Returns how long the client should wait, in whole seconds, at least one. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
