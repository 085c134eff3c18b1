package io.gypsum.core;

/** Recognizes texts for which the rules of Unicode have no effect, as are most names: they can be processed faster. */
public final class Ascii {
  private static final int FIRST_OTHER = 0x80;

  private Ascii() {}

  /** Returns whether all chars of a text are ASCII. */
  public static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_OTHER) {
        return false;
      }
    }
    return true;
  }
}
