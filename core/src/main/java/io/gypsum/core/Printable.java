package io.gypsum.core;

/**
 * Makes untrusted text safe to quote in a message: bounded in length, without control characters, and encodable in UTF-8.
 */
public final class Printable {
  /** Maximum length of a quoted value, in chars. */
  private static final int MAX_VALUE_CHARS = 100;

  private Printable() {}

  /** Returns the first 100 chars of {@code value}, and an ellipsis if it is longer. */
  public static String value(String value) {
    return text(value, MAX_VALUE_CHARS);
  }

  /** Returns the first {@code maxChars} chars of {@code text}, and an ellipsis if it is longer. */
  public static String text(String text, int maxChars) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), maxChars) + 1);
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int chars = Character.charCount(c);
      if (i + chars > maxChars) {
        return shown.append('…').toString();
      }
      shown.appendCodePoint(isUnprintable(c) ? '\uFFFD' : c);
      i += chars;
    }
    return shown.toString();
  }

  private static boolean isUnprintable(int c) {
    return Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
