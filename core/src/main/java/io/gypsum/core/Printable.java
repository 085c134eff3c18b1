package io.gypsum.core;

/**
 * Texts from outside, as a message may quote them: bounded, without control characters, and always something that UTF-8
 * can hold, so that a failure can be told to whoever caused it.
 */
public final class Printable {
  /** Longest text that is shown of a bad value, in chars. */
  private static final int VALUE_CHARS = 100;

  private Printable() {}

  /** {@code value} as a message quotes it. */
  public static String value(String value) {
    return text(value, VALUE_CHARS);
  }

  /** At most {@code maxChars} chars of {@code text} and, when that is not all, an ellipsis. */
  public static String text(String text, int maxChars) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), maxChars) + 1);
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int chars = Character.charCount(c);
      if (i + chars > maxChars) {
        return shown.append('…').toString();
      }
      shown.appendCodePoint(isUnshowable(c) ? '\uFFFD' : c);
      i += chars;
    }
    return shown.toString();
  }

  private static boolean isUnshowable(int c) {
    return Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
