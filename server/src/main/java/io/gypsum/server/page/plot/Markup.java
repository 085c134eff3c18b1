package io.gypsum.server.page.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.Deque;

import io.gypsum.core.Printable;

/**
 * Writes elements of HTML and SVG as text. All texts and values are escaped; names of elements and attributes must be constants.
 * Characters that cannot be seen or change the direction of the text are shown as escapes, see {@link Printable}.
 */
final class Markup {
  private final StringBuilder out = new StringBuilder(4096);
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Starts an element.
   *
   * @param attributes names and values, alternating; numbers are rounded to two decimals
   */
  Markup open(String element, Object... attributes) {
    start(element, attributes);
    out.append('>');
    open.push(element);
    return this;
  }

  /** Writes an element without content; only in SVG, since HTML has no such form. */
  Markup empty(String element, Object... attributes) {
    start(element, attributes);
    out.append("/>");
    return this;
  }

  /** Writes an element that contains only text. */
  Markup element(String element, String text, Object... attributes) {
    return open(element, attributes).text(text).close();
  }

  /** Writes text into the current element. */
  Markup text(String text) {
    escape(text);
    return this;
  }

  /** Inserts what another instance wrote. */
  Markup insert(Markup other) {
    out.append(other.end());
    return this;
  }

  /** Ends the current element. */
  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Returns the text; all elements must be closed. */
  String end() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("element '" + open.peek() + "' is not closed");
    }
    return out.toString();
  }

  private void start(String element, Object... attributes) {
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(value(attributes[i + 1]));
      out.append('"');
    }
  }

  private static String value(Object value) {
    return value instanceof Double number ? number(number) : value.toString();
  }

  /** Returns a number with at most two decimals, never with an exponent. */
  static String number(double value) {
    return BigDecimal.valueOf(value)
        .setScale(2, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  private void escape(String text) {
    String printable = Printable.line(text);
    for (int i = 0; i < printable.length(); i++) {
      char c = printable.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }
}
