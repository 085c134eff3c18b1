package io.gypsum.cli.search;

/** Points at one character of a text. */
final class Caret {
  /** How much of a long text is shown to either side. */
  private static final int AROUND = 60;

  private Caret() {}

  /** A line with {@code text}, or what is around {@code position}, and one with a caret under it. */
  static String under(String text, int position) {
    int start = position > AROUND ? position - AROUND : 0;
    int end = (int) Math.min(text.length(), (long) position + AROUND);
    String before = shown(text.substring(start, position));
    return "  " + before + shown(text.substring(position, end)) + System.lineSeparator() + "  "
        + " ".repeat(before.codePointCount(0, before.length())) + "^";
  }

  /** One column for each character, as far as the terminal's letters have one. */
  private static String shown(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cs}]", " ");
  }
}
