package io.gypsum.server.page.plot;

import java.util.Locale;

import io.gypsum.core.Printable;
import io.gypsum.server.format.Numbers;

/** Texts in plots that have to fit: numbers of axes, and names. */
final class Labels {
  /** Average width of a character of a wide font, such as DejaVu Sans, in the size of 12 of the stylesheet. */
  private static final double CHAR_WIDTH = 7.2;
  /** Width of a character of East Asian scripts and of symbols. */
  private static final double WIDE_CHAR_WIDTH = 12.5;
  private static final int MILLION = 1_000_000;
  private static final String ELLIPSIS = "…";

  private Labels() {}

  /** Returns a number for an axis: {@code 12,345}, {@code 2.5 M}. */
  static String shortCount(double count) {
    if (count < MILLION) {
      return Numbers.count(Math.round(count));
    }
    double millions = count / MILLION;
    return millions < 10 && millions != Math.rint(millions)
        ? String.format(Locale.ROOT, "%.1f M", millions)
        : String.format(Locale.ROOT, "%,.0f M", millions);
  }

  /** Returns the width that a text probably has. */
  static double width(String text) {
    return text.codePoints().mapToDouble(Labels::width).sum();
  }

  private static double width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    return c >= 0x1100 ? WIDE_CHAR_WIDTH : CHAR_WIDTH;
  }

  /** Returns a name without its middle if it is wider than {@code width}: names often differ only at their end. */
  static String shortened(String name, double width) {
    String shown = Printable.line(name);
    if (width(shown) <= width) {
      return shown;
    }
    int[] chars = shown.codePoints().toArray();
    double left = width - WIDE_CHAR_WIDTH;
    int start = 0;
    int end = chars.length;
    // Two of three characters are those of the beginning.
    for (int turn = 0; start < end; turn++) {
      boolean isEnd = turn % 3 == 2;
      left -= width(isEnd ? chars[end - 1] : chars[start]);
      if (left < 0) {
        break;
      }
      if (isEnd) {
        end--;
      } else {
        start++;
      }
    }
    return new String(chars, 0, start) + ELLIPSIS + new String(chars, end, chars.length - end);
  }
}
