package io.gypsum.server.http;

import java.io.FilterInputStream;
import java.io.IOException;

import io.gypsum.core.GypsumException;

/**
 * Counts what is read of a body against its own limit and against the budget of all bodies, which gets it back on close.
 * The body itself stays open.
 */
final class BoundedInput extends FilterInputStream {
  /** What is taken from the budget at a time: bodies take what they send, not what they announce. */
  static final int PIECE_BYTES = 64 * 1024;

  private final long maxBytes;
  private final Permits budget;
  private long readBytes;
  private int reservedPieces;

  /** Carries a refusal through readers that let only I/O failures pass as they are. */
  static final class OverLimitException extends IOException {
    private static final long serialVersionUID = 1;

    private final GypsumException reason;

    OverLimitException(GypsumException reason) {
      super(reason);
      this.reason = reason;
    }

    GypsumException reason() {
      return reason;
    }
  }

  BoundedInput(RequestBody body, long maxBytes, Permits budget) {
    super(body);
    this.maxBytes = maxBytes;
    this.budget = budget;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    count(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = super.read(target, offset, length);
    count(Math.max(count, 0));
    return count;
  }

  private void count(int bytes) throws OverLimitException {
    readBytes += bytes;
    if (readBytes > maxBytes) {
      throw new OverLimitException(
          new GypsumException(
              GypsumException.Kind.TOO_LARGE,
              "the request body is too large: expected at most " + maxBytes + " bytes"));
    }
    while (readBytes > (long) reservedPieces * PIECE_BYTES) {
      if (!budget.take()) {
        throw new OverLimitException(
            new GypsumException(
                GypsumException.Kind.BUSY,
                "the server is reading too many large requests: try again in a few seconds"));
      }
      reservedPieces++;
    }
  }

  @Override
  public void close() {
    budget.giveBack(reservedPieces);
    reservedPieces = 0;
  }
}
