package io.gypsum.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;

/** Reads JSON bodies of requests within bounds: each of its own size, all together of a budget. */
final class JsonBodies {
  private static final byte[] EMPTY_OBJECT = "{}".getBytes(StandardCharsets.US_ASCII);

  /** One for each piece of a body. */
  private final Permits budget;

  JsonBodies(Permits budget) {
    this.budget = budget;
  }

  /**
   * @param mayBeAbsent whether an empty body counts as an empty object
   * @throws GypsumException INVALID when the body is not what {@code document} expects, TOO_LARGE over {@code maxBytes},
   *     BUSY when there is no room
   */
  <T> T read(RequestBody body, long maxBytes, boolean mayBeAbsent, Function<JsonInput, T> document)
      throws IOException {
    try (BoundedInput bounded = new BoundedInput(body, maxBytes, budget)) {
      return JsonInput.read(mayBeAbsent ? orEmptyObject(bounded) : bounded, document);
    } catch (MalformedJsonException e) {
      throw new GypsumException(
          GypsumException.Kind.INVALID, "the request body: " + e.problem(), e);
    } catch (UncheckedIOException e) {
      throw unwrapped(e);
    } catch (BoundedInput.OverLimitException e) {
      throw e.reason();
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
    if (cause instanceof BoundedInput.OverLimitException over) {
      throw over.reason();
    }
    return cause == null ? new IOException(failure) : cause;
  }
}
