package io.gypsum.server.page;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import io.gypsum.core.Printable;

/**
 * Writes values into commands and programs that people copy, so that no part of a value is interpreted. Characters that
 * cannot be seen are escaped, so that what a person copies is what the page shows.
 */
public final class CodeText {
  private CodeText() {}

  /** Returns a word of Bash and Zsh, quoted only if necessary: Zsh replaces {@code =name} with the path of that command. */
  public static String shell(String value) {
    if (value.matches("[\\w./:@%+,][\\w./:@%+=,-]*")) {
      return value;
    }
    return Printable.isPrintable(value)
        ? "'" + value.replace("'", "'\\''") + "'"
        : "$'" + escaped(value, '\'', CodeText::wideEscape) + "'";
  }

  /** Returns a positional argument of a command, which is not read as an option. */
  public static String argument(String value) {
    return value.startsWith("-") ? "-- " + shell(value) : shell(value);
  }

  /** Returns a literal of Java. */
  public static String java(String value) {
    return "\"" + escaped(value, '"', CodeText::javaEscape) + "\"";
  }

  /** Returns a literal of Python. */
  public static String python(String value) {
    return "\"" + escaped(value, '"', CodeText::wideEscape) + "\"";
  }

  /** Returns a literal of R, which has the syntax of Python. */
  public static String r(String value) {
    return python(value);
  }

  /** Returns literals as arguments of a function of Python or R. */
  public static String arguments(String... values) {
    return Arrays.stream(values).map(CodeText::python).collect(Collectors.joining(", "));
  }

  /** Returns a Java program that uses a client of a server; {@code gypsum} is the client. */
  public static String javaProgram(String server, String statement) {
    String imports =
        "import io.gypsum.client.GypsumClient;\n"
            + (statement.contains("AssetVersion.")
                ? "import io.gypsum.core.name.AssetVersion;\n"
                : "")
            + (statement.contains("Path ") || statement.contains("Path.")
                ? "import java.nio.file.Path;\n"
                : "");
    return imports + "\ntry (GypsumClient gypsum = GypsumClient.builder().url(" + java(server)
        + ").build()) {\n  " + statement + "\n}";
  }

  private static String escaped(String value, char quote, IntFunction<String> invisible) {
    StringBuilder escaped = new StringBuilder(value.length() + 8);
    boolean isPrintable = Printable.isPrintable(value);
    value.codePoints().forEach(c -> {
      if (c == '\\' || c == quote) {
        escaped.append('\\').appendCodePoint(c);
      } else if (isPrintable || Printable.isPrintable(Character.toString(c))) {
        escaped.appendCodePoint(c);
      } else {
        escaped.append(
            switch (c) {
              // Java replaces Unicode escapes before it reads literals, so a line break has to be escaped like this.
              case '\n' -> "\\n";
              case '\r' -> "\\r";
              case '\t' -> "\\t";
              default -> invisible.apply(c);
            });
      }
    });
    return escaped.toString();
  }

  /** Bash, Zsh, Python and R have these escapes for all characters. */
  private static String wideEscape(int c) {
    return String.format(c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
  }

  private static String javaEscape(int c) {
    StringBuilder escape = new StringBuilder();
    for (char half : Character.toChars(c)) {
      escape.append(String.format("\\u%04x", (int) half));
    }
    return escape.toString();
  }
}
