package io.gypsum.metadata;

import org.jspecify.annotations.Nullable;

/**
 * What must be linked to a document: one token or one that is like a pattern, anywhere or in one field.
 *
 * @param word normalised
 * @param pattern whether {@code word} is a pattern
 * @param field null for any
 */
record Term(String word, boolean pattern, @Nullable String field) {
  /**
   * What every token like this pattern starts with. Tokens and patterns are both in lower case, so that {@code LIKE} can do
   * without its blindness to case here.
   */
  String prefix() {
    int end = 0;
    while (end < word.length() && word.charAt(end) != '%' && word.charAt(end) != '_') {
      end++;
    }
    return word.substring(0, end);
  }

  /** The least text, by code points, above all that start with {@link #prefix}; null when there is none. */
  @Nullable
  String beyondPrefix() {
    String prefix = prefix();
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        return prefix.substring(0, end) + Character.toString(next);
      }
    }
    return null;
  }
}
