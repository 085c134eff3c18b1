package io.gypsum.server.page.preview;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.Printable;

/** Splits text into lines that can be shown. */
public final class TextLines {
  static final int MAX_LINES = 10_000;
  static final int MAX_LINE_CHARS = 5_000;

  private TextLines() {}

  /**
   * Adds the lines of a text, with characters that cannot be seen as escapes. Lines end with LF, CRLF or CR.
   *
   * @param isCut whether the text continues
   * @param notes receives what was changed
   */
  public static List<String> of(String text, boolean isCut, List<String> notes) {
    List<String> lines = new ArrayList<>();
    boolean isShortened = false;
    boolean isEscaped = false;
    int start = 0;
    while (start < text.length() && lines.size() < MAX_LINES) {
      int end = lineEnd(text, start);
      int shownEnd = Math.min(end, start + MAX_LINE_CHARS);
      String line = text.substring(start, shownEnd);
      String shown = printable(line);
      isEscaped |= !shown.equals(line);
      isShortened |= shownEnd < end;
      lines.add(shownEnd < end ? shown + "…" : shown);
      start = end + (text.startsWith("\r\n", end) ? 2 : 1);
    }
    if (start < text.length() || isCut) {
      notes.add(
          "Only the first " + lines.size() + (lines.size() == 1 ? " line is" : " lines are")
              + " shown. Download the file to see the rest.");
    }
    if (isShortened) {
      notes.add("Lines of more than " + MAX_LINE_CHARS + " characters are shortened.");
    }
    if (isEscaped) {
      notes.add(
          "Characters that are invisible or change the direction of text are shown as escapes,"
              + " such as \\u202e.");
    }
    return lines;
  }

  private static int lineEnd(String text, int start) {
    int end = start;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  /** Returns a line with escapes, except for its tabs. */
  static String printable(String line) {
    if (line.indexOf('\t') < 0) {
      return Printable.line(line);
    }
    StringBuilder shown = new StringBuilder(line.length());
    int start = 0;
    for (int tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', start)) {
      shown.append(Printable.line(line.substring(start, tab))).append('\t');
      start = tab + 1;
    }
    return shown.append(Printable.line(line.substring(start))).toString();
  }
}
