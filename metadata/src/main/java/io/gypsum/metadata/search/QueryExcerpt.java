package io.gypsum.metadata.search;

/**
 * The part of a query around the position of an error. Each code point is shown in one column: control, format and similar
 * characters are replaced by spaces.
 *
 * @param text the whole query if it is short
 * @param column the number of code points of {@code text} before the position
 */
public record QueryExcerpt(String text, int column) {
  private static final int CONTEXT_CHARS = 60;

  /** @param position an index of a char of {@code query}, or its length */
  public static QueryExcerpt of(String query, int position) {
    int start = Math.max(0, position - CONTEXT_CHARS);
    int end = (int) Math.min(query.length(), (long) position + CONTEXT_CHARS);
    String before = oneColumnPerCharacter(query.substring(start, position));
    return new QueryExcerpt(
        before + oneColumnPerCharacter(query.substring(position, end)),
        before.codePointCount(0, before.length()));
  }

  /** Returns a line with a caret below the position. */
  public String caretLine() {
    return " ".repeat(column) + "^";
  }

  private static String oneColumnPerCharacter(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", " ");
  }
}
