package io.gypsum.core.json;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Reads a JSON document that is an array of strings one string at a time, so that memory does not grow with their number. As
 * strict as {@link JsonInput}. Not thread-safe.
 */
public final class JsonStringArray implements AutoCloseable {
  private final JsonInput in;
  private State state = State.NEW;

  private enum State {
    NEW, BEGUN, OVER
  }

  private JsonStringArray(JsonInput in) {
    this.in = in;
  }

  /** Opens the document without reading. {@code text} is never closed. */
  public static JsonStringArray open(InputStream text) {
    return new JsonStringArray(JsonInput.open(text));
  }

  /**
   * Returns the next string, or empty when the document has ended and nothing follows it.
   *
   * @throws MalformedJsonException when the document is not an array of strings, or ends early
   * @throws UncheckedIOException when its stream fails
   */
  public Optional<String> next() {
    return state == State.OVER ? Optional.empty() : in.checked(this::advance);
  }

  private Optional<String> advance() {
    if (state == State.NEW) {
      in.advance();
      in.beginArray();
      state = State.BEGUN;
    }
    if (in.nextItem()) {
      return Optional.of(in.string());
    }
    in.requireEnd();
    state = State.OVER;
    return Optional.empty();
  }

  @Override
  public void close() {
    in.close();
  }
}
