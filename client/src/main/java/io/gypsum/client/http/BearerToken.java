package io.gypsum.client.http;

import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/** A bearer token; only {@link #header} ever shows it. */
public final class BearerToken {
  private final String value;

  private BearerToken(String value) {
    this.value = value;
  }

  /** @throws GypsumException UNAUTHENTICATED when it cannot be a token; the message does not show it */
  public static BearerToken of(String value) {
    // The HTTP client would put a header that it refuses into its message.
    if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw GypsumException.unauthenticated(
          "the token is empty or holds characters that no token has; was it copied whole?");
    }
    return new BearerToken(value);
  }

  /** What {@code source} gives now. */
  public static BearerToken from(Supplier<? extends @Nullable String> source, String asked) {
    String value = source.get();
    if (value == null) {
      throw GypsumException.unauthenticated(
          "cannot " + asked
              + ": this needs a token; sign in with 'gypsum login', set GYPSUM_TOKEN, or give"
              + " one to the client's builder");
    }
    return of(value.strip());
  }

  String header() {
    return "Bearer " + value;
  }

  /** {@code text} without this token, should a server have repeated it. */
  public String removedFrom(String text) {
    return text.replace(value, "…");
  }

  @Override
  public String toString() {
    return "a token";
  }
}
