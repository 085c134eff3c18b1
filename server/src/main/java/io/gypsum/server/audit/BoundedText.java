package io.gypsum.server.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Shortens text from clients. Separate from {@link AuditEvent}, so that its records can be initialized in any order. */
final class BoundedText {
  /** Space for the last text, which contains the number of texts that are left out. */
  private static final int MAX_MORE_CHARS = 20;

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

  /**
   * Returns the first texts, each shortened, with at most {@code maxChars} characters in total. If texts are left out, the last one
   * contains their number. A result of this method is not shortened further by the same limits.
   */
  static List<String> of(List<String> texts, int maxTextChars, int maxChars) {
    List<String> result = new ArrayList<>();
    int chars = 0;
    for (int i = 0; i < texts.size(); i++) {
      String text = String.valueOf(of(texts.get(i), maxTextChars));
      chars += text.length();
      boolean isLast = i == texts.size() - 1;
      if (chars > (isLast ? maxChars : maxChars - MAX_MORE_CHARS)) {
        result.add("and " + (texts.size() - i) + " more");
        break;
      }
      result.add(text);
    }
    return List.copyOf(result);
  }
}
