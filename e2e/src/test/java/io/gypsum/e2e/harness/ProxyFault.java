package io.gypsum.e2e.harness;

/** A fault that {@link FaultyProxy} injects into a request. */
public enum ProxyFault {
  /** No fault: the request and its response are forwarded. */
  NONE(0),
  /** The proxy responds with an error and does not forward the request. */
  FAILURE_BEFORE(150),
  /** The proxy responds with {@code SlowDown}, like an overloaded service, and does not forward the request. */
  SLOW_DOWN(150),
  /** The connection is reset before the request is forwarded. */
  RESET_BEFORE(150),
  /** The request is executed, but the response is an error. */
  FAILURE_AFTER(150),
  /** The request is executed, but the response is the timeout error of an HTTP gateway, without an S3 error code. */
  TIMEOUT_AFTER(150),
  /** The connection is reset while the request is executed. */
  RESET_AFTER(150),
  /** The request is forwarded after a delay. */
  STALL(4);

  /** The shares are parts of this number. */
  static final int TOTAL = 10_000;

  private final int share;

  ProxyFault(int share) {
    this.share = share;
  }

  /** @param number from 0 (inclusive) to {@link #TOTAL} (exclusive) */
  static ProxyFault of(int number) {
    int rest = number;
    for (ProxyFault fault : values()) {
      rest -= fault.share;
      if (rest < 0) {
        return fault;
      }
    }
    return NONE;
  }
}
