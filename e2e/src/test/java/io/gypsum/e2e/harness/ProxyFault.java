package io.gypsum.e2e.harness;

/** What {@link FaultyProxy} does to a request. */
public enum ProxyFault {
  /** Nothing: it is passed on, and so is the answer. */
  NONE(0),
  /** The engine never hears of it. */
  FAILURE_BEFORE(150),
  /** The engine asks to come back later, as S3 engines under load do. */
  SLOW_DOWN(150),
  /** The connection breaks before the engine hears of it. */
  RESET_BEFORE(150),
  /** It is done, and the answer is that it failed. */
  FAILURE_AFTER(150),
  /** It is done, and the answer is a gateway's, which knows nothing of S3. */
  TIMEOUT_AFTER(150),
  /** The connection breaks while the engine is doing it. */
  RESET_AFTER(150),
  /** It is passed on late. */
  STALL(4);

  /** Of so many requests the shares are told. */
  static final int OF = 10_000;

  private final int share;

  ProxyFault(int share) {
    this.share = share;
  }

  /** @param number from 0 to below {@link #OF} */
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
