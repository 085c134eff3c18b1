package io.gypsum.server.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;

/**
 * Typed values of query parameters. All methods throw {@link GypsumException} INVALID, with a message that names the parameter,
 * its value and what was expected.
 */
public final class QueryParameters {
  private QueryParameters() {}

  /** Returns the text of a parameter; empty if the query does not contain it. */
  public static String text(Exchange exchange, String name) {
    String text = exchange.queryParameter(name);
    return text == null ? "" : text;
  }

  /** Returns a whole number; {@code defaultNumber} if the query does not contain the parameter. */
  public static int number(
      Exchange exchange, String name, int defaultNumber, int min, int max) {
    String text = exchange.queryParameter(name);
    if (text == null) {
      return defaultNumber;
    }
    if (text.matches("\\d{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw invalid(name, text, "a number from " + min + " to " + max);
  }

  /** Returns whether a parameter is {@code true}; {@code defaultValue} if the query does not contain it. */
  public static boolean bool(Exchange exchange, String name, boolean defaultValue) {
    String text = exchange.queryParameter(name);
    if (text == null) {
      return defaultValue;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(name, text, "'true' or 'false'");
    };
  }

  /**
   * Returns a value of an enum by its name in lower case; {@code defaultValue} if the query does not contain the parameter or
   * it is empty.
   */
  public static <E extends Enum<E>> E choice(Exchange exchange, String name, E defaultValue) {
    return choice(
        exchange, name, defaultValue,
        Arrays.asList(defaultValue.getDeclaringClass().getEnumConstants()));
  }

  /** As {@link #choice(Exchange, String, Enum)}, with only the default and some other values. */
  public static <E extends Enum<E>> E choice(
      Exchange exchange, String name, E defaultValue, List<E> others) {
    String text = text(exchange, name);
    if (text.isEmpty()) {
      return defaultValue;
    }
    List<E> values =
        Stream.concat(Stream.of(defaultValue), others.stream()).distinct().toList();
    return values.stream()
        .filter(value -> lowerCase(value).equals(text))
        .findFirst()
        .orElseThrow(
            () -> invalid(
                name, text,
                "one of " + values.stream().map(QueryParameters::lowerCase).toList()));
  }

  /** Returns the name of a value as {@link #choice} reads it. */
  public static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static GypsumException invalid(String name, String text, String expected) {
    return GypsumException.invalid(
        "invalid query parameter '" + name + "': expected " + expected + ", found '"
            + Printable.value(text) + "'");
  }
}
