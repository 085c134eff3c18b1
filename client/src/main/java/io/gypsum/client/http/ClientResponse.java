package io.gypsum.client.http;

import java.io.InputStream;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A successful answer while its body streams in.
 *
 * @param status from 200 to 299
 * @param headers the first value of a header, by its name in any case; null when there is none
 * @param body fails when it ends before the length that was announced
 */
public record ClientResponse(
    int status, Function<String, @Nullable String> headers, InputStream body) {
  /** Null when the answer has no such header. */
  public @Nullable String header(String name) {
    return headers.apply(name);
  }

  /** Whether the body is the part that a {@code Range} header asked for, rather than all of it. */
  public boolean isPartial() {
    return status == 206;
  }
}
