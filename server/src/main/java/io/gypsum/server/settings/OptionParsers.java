package io.gypsum.server.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Quantity;
import io.gypsum.server.settings.Option.Parser;
import io.gypsum.server.settings.Option.ValueParser;

/** Parsers for the types of values that several options have. */
final class OptionParsers {
  /** Longer than any sensible lease or retention, and far from overflow. */
  private static final Duration MAX_DURATION = Duration.ofDays(3650);

  private OptionParsers() {}

  static ValueParser<Integer> integer(int min, int max) {
    return given -> Math.toIntExact(number(given, min, max));
  }

  static ValueParser<Long> bytes(long min, long max) {
    return given -> {
      try {
        long size = Quantity.parseSize(given.text());
        if (size >= min && size <= max) {
          return size;
        }
      } catch (GypsumException e) {
        // Reported below.
      }
      throw given.expected("bytes such as 5MiB, 64MB or 500, from " + min + " to " + max);
    };
  }

  /** Returns a parser of whole numbers that may exceed the range of an {@code int}. */
  static ValueParser<Long> count(long min, long max) {
    return given -> number(given, min, max);
  }

  private static long number(GivenValue given, long min, long max) {
    try {
      long number = Long.parseLong(given.text());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw given.expected("a whole number from " + min + " to " + max);
  }

  static boolean bool(GivenValue given) {
    return switch (given.text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw given.expected("true or false");
    };
  }

  /** Returns a parser of two words, the first of which means true. */
  static ValueParser<Boolean> choice(String yes, String no) {
    return given -> {
      if (given.text().equals(yes) || given.text().equals(no)) {
        return given.text().equals(yes);
      }
      throw given.expected(yes + " or " + no);
    };
  }

  static ValueParser<Duration> duration(Duration min) {
    return duration(min, MAX_DURATION);
  }

  static ValueParser<Duration> duration(Duration min, Duration max) {
    return given -> {
      try {
        Duration duration = Quantity.parseDuration(given.text());
        if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
          return duration;
        }
      } catch (GypsumException e) {
        // Reported below.
      }
      throw given.expected(
          "a duration such as 30s, 24h, 7d or PT1H30M, at least " + min + " and at most "
              + (max.equals(MAX_DURATION) ? "P" + max.toDays() + "D" : max));
    };
  }

  /** Parses a host name or IP address, with or without the brackets of IPv6; returned without. */
  static String host(GivenValue given) {
    String host = given.text();
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    try {
      String authority = bare.indexOf(':') >= 0 ? "[" + bare + "]" : bare;
      if (new URI("http://" + authority + ":1").getHost() != null) {
        return bare;
      }
    } catch (URISyntaxException e) {
      // Reported below.
    }
    throw given.expected("a host name or an IP address, without a port");
  }

  /** Parses an absolute http or https URL without query; returned without a trailing slash. */
  static URI url(GivenValue given) {
    try {
      String text = given.text();
      URI url = new URI(text.replaceFirst("/+$", ""));
      boolean isWeb = "http".equalsIgnoreCase(url.getScheme())
          || "https".equalsIgnoreCase(url.getScheme());
      if (isWeb && url.getHost() != null && url.getPort() <= 65535 && url.getPort() != 0
          && url.getRawQuery() == null && url.getRawFragment() == null
          && url.getRawUserInfo() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Reported below.
    }
    throw given.expected(
        "a URL such as https://gypsum.example.org, with http or https and a host, without user,"
            + " query or fragment");
  }

  /** Returns a parser of directories; {@code ~/} is the user's home, and the result is absolute. */
  static Parser<Path> directory() {
    return (given, others) -> directory(given.getLast(), given.getLast().text(), others.home());
  }

  /** Returns a parser of files, like {@link #directory()}. */
  static Parser<Path> file() {
    return (given, others) -> path(
        given.getLast(), given.getLast().text(), others.home(), "a file");
  }

  /** Parses {@code text}, which was derived from {@code given}. */
  static Path directory(GivenValue given, String text, Path home) {
    return path(given, text, home, "a directory");
  }

  private static Path path(GivenValue given, String text, Path home, String expected) {
    try {
      if (!text.isBlank() && !given.text().isBlank()) {
        Path path = text.equals("~") || text.startsWith("~/")
            ? home.resolve(text.replaceFirst("^~/*", ""))
            : Path.of(text);
        return path.toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      // Reported below.
    }
    throw given.expected(expected);
  }

  static String text(GivenValue given) {
    if (given.text().isBlank() || given.text().chars().anyMatch(Character::isISOControl)) {
      throw given.expected("non-empty text without control characters");
    }
    return given.text();
  }
}
