package io.gypsum.client.http;

import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/** An access token or session token. Only {@link #header} returns its value. */
public final class BearerToken {
  private final String value;

  private BearerToken(String value) {
    this.value = value;
  }

  /** @throws GypsumException UNAUTHENTICATED if {@code value} cannot be a token; the message does not contain it */
  public static BearerToken of(String value) {
    // Checked here because the HTTP client includes a header that it rejects in its message.
    if (!isValid(value)) {
      throw GypsumException.unauthenticated(
          "the access token is empty or contains spaces or control characters; check that it was copied completely");
    }
    return new BearerToken(value);
  }

  /** Returns whether {@code text} consists of visible ASCII characters, at least one. */
  public static boolean isValid(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /**
   * Returns the token that {@code source} currently supplies.
   *
   * @throws GypsumException UNAUTHENTICATED if there is none or it is invalid
   */
  public static BearerToken from(Supplier<? extends @Nullable String> source, String action) {
    String value = source.get();
    if (value == null) {
      throw GypsumException.unauthenticated(
          "cannot " + action
              + ": an access token is required; run 'gypsum login' or set GYPSUM_TOKEN");
    }
    return of(value.strip());
  }

  String header() {
    return "Bearer " + value;
  }

  /** Returns {@code text}, which a server sent, without this token. */
  public String removedFrom(String text) {
    return text.replace(value, "…");
  }

  @Override
  public String toString() {
    return "a token";
  }
}
