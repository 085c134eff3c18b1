package io.gypsum.server.audit;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/** Shortens texts of clients. Not part of {@link AuditEvent}, so that its records can be initialized in any order. */
final class BoundedText {
  private BoundedText() {}

  /** Returns at most {@code maxChars} characters, then an ellipsis if there are more; {@code null} for null. */
  static @Nullable String of(@Nullable String text, int maxChars) {
    if (text == null) {
      return null;
    }
    String result = text.length() <= maxChars ? text : text.substring(0, maxChars) + "…";
    // Half of a surrogate pair, in the name of a client or at the cut, is not text.
    return new String(result.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
