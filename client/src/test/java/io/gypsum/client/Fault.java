package io.gypsum.client;

/**
 * Something that goes wrong with one request.
 *
 * @param request how it starts: {@code PUT /put/}
 * @param status for {@link Effect#REFUSE}
 * @param onRequest run when the request is there
 */
record Fault(String request, Effect effect, int status, Runnable onRequest) {
  enum Effect {
    /** Answers {@code status} without doing anything. */
    REFUSE,
    /** Does it, then closes the connection without an answer. */
    LOSE_ANSWER,
    /** Closes the connection without reading the request or doing anything. */
    RESET,
    /** Reads nothing of the request and never answers. */
    IGNORE,
    /** Closes the connection after half of the body. */
    BREAK_BODY,
    /** Goes silent after half of the body. */
    STALL,
    /** Answers with one bit changed. */
    FLIP_BYTE,
    /** Answers one byte less, and says so. */
    CUT_SHORT,
    /** Answers one byte more, and says so. */
    ADD_BYTE
  }

  Fault(String request, Effect effect) {
    this(request, effect, 0, () -> {});
  }

  static Fault refuse(String request, int status) {
    return new Fault(request, Effect.REFUSE, status, () -> {});
  }
}
