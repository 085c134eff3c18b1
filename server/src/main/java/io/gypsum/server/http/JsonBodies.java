package io.gypsum.server.http;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;

/** Reads JSON bodies of requests within bounds: each has a maximum size, and all together share a budget. Thread-safe. */
final class JsonBodies {
  /** The unit of the budget. A body acquires it for the bytes that it has received, not for those that it declares. */
  static final int PIECE_BYTES = 64 * 1024;
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.US_ASCII);

  private final Capacity.Permits budget;

  /** @param budget one permit for each {@link #PIECE_BYTES} */
  JsonBodies(Capacity.Permits budget) {
    this.budget = budget;
  }

  /**
   * Reads one document.
   *
   * @param mayBeAbsent whether an empty body is read as an empty object
   * @throws GypsumException INVALID when the body is not what {@code document} expects, TOO_LARGE over {@code maxBytes},
   *     BUSY when the budget is exhausted
   */
  <T> T read(
      RequestBodyStream body, long maxBytes, boolean mayBeAbsent, Function<JsonInput, T> document)
      throws IOException {
    try (BoundedInput bounded = new BoundedInput(body, maxBytes, budget)) {
      return JsonInput.read(mayBeAbsent ? orEmptyObject(bounded) : bounded, document);
    } catch (MalformedJsonException e) {
      throw new GypsumException(
          GypsumException.Kind.INVALID, "the request body is invalid: " + e.problem(), e);
    } catch (UncheckedIOException e) {
      throw unwrapped(e);
    } catch (LimitExceededException e) {
      throw e.reason;
    }
  }

  private static InputStream orEmptyObject(InputStream body) throws IOException {
    PushbackInputStream peeked = new PushbackInputStream(body, 1);
    int first = peeked.read();
    if (first < 0) {
      return new ByteArrayInputStream(EMPTY_OBJECT);
    }
    peeked.unread(first);
    return peeked;
  }

  private static IOException unwrapped(UncheckedIOException failure) {
    IOException cause = failure.getCause();
    if (cause instanceof LimitExceededException exceeded) {
      throw exceeded.reason;
    }
    return cause == null ? new IOException(failure) : cause;
  }

  /** Carries a failure through a JSON parser, which passes only I/O exceptions on unchanged. */
  private static final class LimitExceededException extends IOException {
    private static final long serialVersionUID = 1;

    private final GypsumException reason;

    LimitExceededException(GypsumException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /** Enforces the limits of one body. Closing it releases its part of the budget but does not close the body. */
  private static final class BoundedInput extends FilterInputStream {
    private final long maxBytes;
    private final Capacity.Permits budget;
    private long readBytes;
    private int acquiredPieces;

    BoundedInput(RequestBodyStream body, long maxBytes, Capacity.Permits budget) {
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

    private void count(int bytes) throws LimitExceededException {
      readBytes += bytes;
      if (readBytes > maxBytes) {
        throw new LimitExceededException(
            new GypsumException(
                GypsumException.Kind.TOO_LARGE,
                "the request body is too large: expected at most " + maxBytes + " bytes"));
      }
      while (readBytes > (long) acquiredPieces * PIECE_BYTES) {
        if (!budget.acquire()) {
          throw new LimitExceededException(
              new GypsumException(
                  GypsumException.Kind.BUSY,
                  "the server is reading too many large requests: try again in a few seconds"));
        }
        acquiredPieces++;
      }
    }

    @Override
    public void close() {
      budget.release(acquiredPieces);
      acquiredPieces = 0;
    }
  }
}
