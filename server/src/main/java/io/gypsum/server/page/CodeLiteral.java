package io.gypsum.server.page;

/** Writes values into commands and programs that people copy, so that nothing in a value has a meaning there. */
public final class CodeLiteral {
  private CodeLiteral() {}

  /** Returns a word of a POSIX shell: the value itself if it is harmless, otherwise in single quotes. */
  public static String shell(String value) {
    return value.matches("[\\w@%+=:,./-]*[\\w@%+=:,./]") && !value.startsWith("-")
        ? value
        : "'" + value.replace("'", "'\\''") + "'";
  }

  /** Returns a string literal that Java, Python, R and JSON read alike. */
  public static String string(String value) {
    StringBuilder literal = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        literal.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f || Character.getType(c) == Character.FORMAT
          || c == 0x2028 || c == 0x2029) {
        literal.append(String.format("\\u%04x", (int) c));
      } else {
        literal.append(c);
      }
    }
    return literal.append('"').toString();
  }
}
