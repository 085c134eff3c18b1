package io.gypsum.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.server.http.SharedBudget.Grant;

/**
 * Reads JSON documents and forms from the bodies of requests within bounds. Before a body is read, memory is reserved for all of it: its declared size,
 * or {@link BodyBudgets#SMALL_BYTES} if its size was not declared, and its maximum size once it exceeds that. So a body
 * that is being read never waits for memory. Thread-safe (decision 0030).
 */
final class BodyReader {
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.US_ASCII);

  private final BodyBudgets budgets;
  private final Supplier<SlowClientGuard> smallGuards;
  private final Supplier<SlowClientGuard> largeGuards;

  /**
   * @param smallGuards creates the guard of a body of up to {@link BodyBudgets#SMALL_BYTES}
   * @param largeGuards creates the guard of other bodies
   */
  BodyReader(
      BodyBudgets budgets, Supplier<SlowClientGuard> smallGuards,
      Supplier<SlowClientGuard> largeGuards) {
    this.budgets = budgets;
    this.smallGuards = smallGuards;
    this.largeGuards = largeGuards;
  }

  /**
   * Reads one document.
   *
   * @param mayBeAbsent whether an empty body is read as an empty object
   * @throws GypsumException as {@link Exchange#readJson}
   */
  <T> T read(
      Exchange exchange, long maxBytes, boolean mayBeAbsent, Function<JsonInput, T> document)
      throws IOException {
    if (!exchange.requestBody().exists()) {
      return parse(
          mayBeAbsent ? new ByteArrayInputStream(EMPTY_OBJECT) : InputStream.nullInputStream(),
          document);
    }
    try (BoundedInput bounded = new BoundedInput(exchange, maxBytes)) {
      T result = parse(mayBeAbsent ? orEmptyObject(bounded) : bounded, document);
      bounded.received();
      return result;
    }
  }

  /**
   * Reads the fields of a form.
   *
   * @throws GypsumException as {@link Exchange#readForm}
   */
  FormBody readForm(Exchange exchange, long maxBytes) throws IOException {
    if (!exchange.requestBody().exists()) {
      return FormBody.EMPTY;
    }
    try (BoundedInput bounded = new BoundedInput(exchange, maxBytes)) {
      FormBody form = FormBody.parse(bounded.readAllBytes());
      bounded.received();
      return form;
    } catch (LimitExceededException e) {
      throw e.reason;
    }
  }

  /**
   * Reserves memory for the whole body of declared size, until the handler has returned.
   *
   * @throws GypsumException as {@link Exchange#reserveBodyMemory}
   */
  void reserve(Exchange exchange) {
    Claimant claimant = exchange.claimant();
    long bytes = Math.max(1, exchange.bodyLength());
    if (bytes > budgets.maxBytes(claimant)) {
      throw new GypsumException(
          GypsumException.Kind.TOO_LARGE,
          "the request body is larger than " + budgets.maxBytes(claimant) + " bytes");
    }
    exchange.keepMemory(budgets.acquire(claimant, bytes));
  }

  private static <T> T parse(InputStream body, Function<JsonInput, T> document)
      throws IOException {
    try {
      return JsonInput.read(body, document);
    } catch (MalformedJsonException e) {
      throw new GypsumException(
          GypsumException.Kind.INVALID, "the request body is invalid: " + e.problem(), e);
    } catch (UncheckedIOException e) {
      throw unwrapped(e);
    }
  }

  BodyBudgets budgets() {
    return budgets;
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

  /**
   * Enforces the limits of one body. Closing it releases the memory of the body, unless {@link #received} has handed
   * it over to the exchange; it does not close the body.
   */
  private final class BoundedInput extends InputStream {
    private final Exchange exchange;
    private final Claimant claimant;
    private final long maxBytes;
    private final RequestBodyStream body;
    private Grant memory;
    private boolean isLarge;
    private boolean isHandedOver;
    private long readBytes;

    /** Reserves the memory of the body, or of its beginning, and waits for it if necessary. */
    BoundedInput(Exchange exchange, long maxBytes) {
      this.exchange = exchange;
      long declared = exchange.requestBody().isChunked() ? 0 : exchange.bodyLength();
      isLarge = declared > BodyBudgets.SMALL_BYTES;
      if (isLarge) {
        exchange.requireCallerOfLargeBody();
      }
      claimant = exchange.claimant();
      this.maxBytes = Math.min(maxBytes, budgets.maxBytes(claimant));
      if (declared > this.maxBytes) {
        throw tooLarge();
      }
      body = exchange.requestBody().open((isLarge ? largeGuards : smallGuards).get());
      memory =
          budgets.acquire(
              claimant,
              exchange.requestBody().isChunked()
                  ? Math.min(BodyBudgets.SMALL_BYTES, this.maxBytes)
                  : declared);
    }

    @Override
    public int read() throws IOException {
      int value = body.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = body.read(target, offset, isLarge ? length : Math.min(length, untilLarge()));
      count(Math.max(count, 0));
      return count;
    }

    /** Returns the number of bytes after which a small body is a large one. */
    private int untilLarge() {
      return (int) (BodyBudgets.SMALL_BYTES + 1 - readBytes);
    }

    private void count(int bytes) throws LimitExceededException {
      readBytes += bytes;
      try {
        if (readBytes > maxBytes) {
          throw tooLarge();
        }
        if (!isLarge && readBytes > BodyBudgets.SMALL_BYTES) {
          exchange.requireCallerOfLargeBody();
          becomeLarge();
        }
      } catch (GypsumException e) {
        throw new LimitExceededException(e);
      }
    }

    /** Replaces the memory of the beginning by that of the largest possible body, in another budget. */
    private void becomeLarge() {
      memory.close();
      memory = budgets.acquire(claimant, maxBytes);
      isLarge = true;
      body.setGuard(largeGuards.get());
    }

    private GypsumException tooLarge() {
      return new GypsumException(
          GypsumException.Kind.TOO_LARGE,
          "the request body is too large: expected at most " + maxBytes + " bytes");
    }

    /** What was parsed from a large body occupies memory until the handler has returned. */
    void received() {
      exchange.bodyReceived();
      if (isLarge && claimant.isKnown()) {
        memory.reduceTo(Math.max(1, readBytes));
        exchange.keepMemory(memory);
        isHandedOver = true;
      }
    }

    @Override
    public void close() {
      if (!isHandedOver) {
        memory.close();
      }
    }
  }
}
