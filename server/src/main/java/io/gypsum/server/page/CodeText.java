package io.gypsum.server.page;

import io.gypsum.core.Printable;

/**
 * Writes names as literals of languages, for commands to copy. Characters that cannot be seen are escaped, so that a name cannot
 * change what a person believes to copy.
 */
final class CodeText {
  private CodeText() {}

  /** Returns an argument for Bash and Zsh, quoted only if necessary. */
  static String shell(String value) {
    if (value.matches("[\\w./:@%+=,-]+") && !value.startsWith("-")) {
      return value;
    }
    return Printable.isPrintable(value)
        ? "'" + value.replace("'", "'\\''") + "'"
        : "$'" + escaped(value, '\'') + "'";
  }

  /** Returns a literal of Java. */
  static String java(String value) {
    return "\"" + escaped(value, '"') + "\"";
  }

  /** Returns a literal of Python. */
  static String python(String value) {
    return java(value);
  }

  /** Returns a literal of R. */
  static String r(String value) {
    return java(value);
  }

  /** All of these languages have the escapes {@code \\}, <code>&#92;"</code> and <code>&#92;u202e</code>. */
  private static String escaped(String value, char quote) {
    String escaped = value.replace("\\", "\\\\").replace("" + quote, "\\" + quote);
    return Printable.line(escaped);
  }
}
