package io.gypsum.server.audit;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/** Shortens text from clients. Separate from {@link AuditEvent}, so that its records can be initialized in any order. */
final class BoundedText {
  private BoundedText() {}

  /** Returns at most {@code maxChars} characters, then an ellipsis if there are more; {@code null} for null. */
  static @Nullable String of(@Nullable String text, int maxChars) {
    if (text == null) {
      return null;
    }
    String result = text.length() <= maxChars ? text : text.substring(0, maxChars) + "…";
    // Replaces half of a surrogate pair, in the text or at the cut, since it is not a character.
    return new String(result.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
