package io.gypsum.core;

/**
 * Makes untrusted text safe to show in a message, a log or a terminal. Characters that control a terminal, end a line, change
 * the direction of the text or cannot be seen are replaced by their JSON escapes, such as {@code \n}, {@code \u001b} or
 * {@code \u202e}, so that text of one user can neither forge a line nor look like another text. Escaped text is not changed
 * when it is escaped again, and JSON remains JSON of the same value.
 */
public final class Printable {
  /** Maximum length of a quoted value, in chars. */
  private static final int MAX_VALUE_CHARS = 100;
  /** Invisible characters of other Unicode categories: a joiner of graphemes, fillers and separators of vowels. */
  private static final String INVISIBLE =
      "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0";
  /** Characters of the category Cf that are visible: signs of Arabic, Syriac and Kaithi numbers. */
  private static final String VISIBLE_FORMATS =
      "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2";

  private Printable() {}

  /** Returns {@code value} escaped; if it is longer than 100 chars, shortened to these and an ellipsis. */
  public static String value(String value) {
    return text(value, MAX_VALUE_CHARS);
  }

  /** Returns {@code text} escaped; if it is longer than {@code maxChars} chars, shortened to these and an ellipsis. */
  public static String text(String text, int maxChars) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), maxChars) + 1);
    int previous = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      int start = shown.length();
      boolean isVisible = isVisible(c, previous);
      if (isVisible) {
        shown.appendCodePoint(c);
      } else {
        escape(c, shown);
      }
      if (shown.length() > maxChars) {
        shown.setLength(start);
        return shown.append('…').toString();
      }
      previous = isVisible ? c : 0;
      i += Character.charCount(c);
    }
    return shown.toString();
  }

  /** Returns {@code text} escaped. */
  public static String line(String text) {
    return isPrintable(text) ? text : text(text, Integer.MAX_VALUE);
  }

  /** Returns whether {@code text} contains no character that has to be escaped. */
  public static boolean isPrintable(String text) {
    int previous = 0;
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (!isVisible(c, previous)) {
        return false;
      }
      previous = c;
      i += Character.charCount(c);
    }
    return true;
  }

  /** @param previous the character before {@code c}; 0 if there is none, or it was escaped */
  private static boolean isVisible(int c, int previous) {
    if (c < 0x7f) {
      return c >= ' ';
    }
    if (isJoiner(c)) {
      return joinsVisibly(previous);
    }
    if (isVariationSelector(c)) {
      return isSymbol(previous) || Character.isIdeographic(previous);
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> false;
      case Character.FORMAT -> VISIBLE_FORMATS.indexOf(c) >= 0 || c == 0x110bd || c == 0x110cd;
      default -> INVISIBLE.indexOf(c) < 0;
    };
  }

  private static boolean isJoiner(int c) {
    return c == 0x200c || c == 0x200d;
  }

  private static boolean isVariationSelector(int c) {
    return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
  }

  /** A joiner changes how letters of Arabic, Indic and related scripts and emoji look; elsewhere it is invisible. */
  private static boolean joinsVisibly(int previous) {
    boolean isJoinedScript = previous >= 0x600 && previous < 0x2000
        && (Character.isLetter(previous)
            || Character.getType(previous) == Character.NON_SPACING_MARK
            || Character.getType(previous) == Character.COMBINING_SPACING_MARK);
    return isJoinedScript || isSymbol(previous) || isVariationSelector(previous);
  }

  private static boolean isSymbol(int c) {
    int type = Character.getType(c);
    return c >= 0x2000
        && (type == Character.OTHER_SYMBOL || type == Character.MODIFIER_SYMBOL
            || type == Character.MATH_SYMBOL);
  }

  private static void escape(int c, StringBuilder to) {
    switch (c) {
      case '\n' -> to.append("\\n");
      case '\r' -> to.append("\\r");
      case '\t' -> to.append("\\t");
      default -> {
        for (char half : Character.toChars(c)) {
          to.append(String.format("\\u%04x", (int) half));
        }
      }
    }
  }
}
