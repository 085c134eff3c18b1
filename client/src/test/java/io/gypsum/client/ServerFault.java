package io.gypsum.client;

/**
 * A failure of one request of the {@link FakeServer}.
 *
 * @param request the start of the request line, such as {@code PUT /put/}
 * @param status for {@link Effect#RETURN_STATUS}
 * @param onRequest runs when the request arrives
 */
record ServerFault(String request, Effect effect, int status, Runnable onRequest) {
  enum Effect {
    /** Returns {@code status} without processing the request. */
    RETURN_STATUS,
    /** Processes the request, then closes the connection without a response. */
    LOSE_RESPONSE,
    /** Closes the connection without reading or processing the request. */
    RESET,
    /** Neither reads the body of the request nor responds. */
    HANG,
    /** Closes the connection after half of the response body. */
    BREAK_BODY,
    /** Sends nothing after half of the response body. */
    STALL,
    /** Flips one bit of the response body. */
    FLIP_BYTE,
    /** Omits the last byte of the response body, with a matching length. */
    TRUNCATE,
    /** Appends a byte to the response body, with a matching length. */
    APPEND_BYTE
  }

  ServerFault(String request, Effect effect) {
    this(request, effect, 0, () -> {});
  }

  static ServerFault returnStatus(String request, int status) {
    return new ServerFault(request, Effect.RETURN_STATUS, status, () -> {});
  }
}
