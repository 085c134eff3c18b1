package io.gypsum.server.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.StoreAddress.LocalDirectory;

/** Texts to values; each complains about the text, its source, and what was expected. */
final class Parsing {
  /** Longer than any sensible lease or retention, and far from overflow. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  private Parsing() {}

  static long number(Given given, long least, long most) {
    String expected = "a whole number from " + least + " to " + most;
    try {
      long number = Long.parseLong(given.text());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw given.notA(expected);
  }

  static boolean bool(Given given) {
    return switch (given.text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw given.notA("true or false");
    };
  }

  /** Whether it is the first of two words. */
  static boolean choice(Given given, String yes, String no) {
    if (given.text().equals(yes) || given.text().equals(no)) {
      return given.text().equals(yes);
    }
    throw given.notA(yes + " or " + no);
  }

  static Duration duration(Given given, Duration least) {
    try {
      Duration duration = Duration.parse(given.text());
      if (duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw given.notA(
        "an ISO-8601 duration such as PT30S, PT24H or P7D, at least " + least + " and at most P"
            + LONGEST.toDays() + "D");
  }

  static String host(Given given) {
    String host = given.text();
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    try {
      String authority = bare.indexOf(':') >= 0 ? "[" + bare + "]" : bare;
      if (new URI("http://" + authority + ":1").getHost() != null) {
        return bare;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw given.notA("a host name or an IP address, without a port");
  }

  /** An absolute http or https URL without query; returned without a trailing slash. */
  static URI url(Given given) {
    try {
      String text = given.text();
      URI url = new URI(text.replaceFirst("/+$", ""));
      boolean web = "http".equalsIgnoreCase(url.getScheme())
          || "https".equalsIgnoreCase(url.getScheme());
      if (web && url.getHost() != null && url.getPort() <= 65535 && url.getPort() != 0
          && url.getRawQuery() == null && url.getRawFragment() == null
          && url.getRawUserInfo() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw given.notA(
        "a URL such as https://gypsum.example.org, with http or https and a host, without user,"
            + " query or fragment");
  }

  /** An absolute path; {@code ~/} is the user's home. */
  static Path path(Given given, String text, Path home) {
    try {
      if (!text.isBlank() && !given.text().isBlank()) {
        Path path = text.equals("~") || text.startsWith("~/")
            ? home.resolve(text.replaceFirst("^~/*", ""))
            : Path.of(text);
        return path.toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw given.notA("a directory");
  }

  /** A directory or a bucket; {@code {data}} in a directory is the data directory, {@code ~/} the user's home. */
  static StoreAddress store(Given given, Path data, Path home) {
    String text = given.text();
    if (text.startsWith("s3:")) {
      return parseAddress(given, text);
    }
    if (text.startsWith("file:")
        && parseAddress(
            given,
            text.replace("{data}", data.toString())) instanceof LocalDirectory(var directory)) {
      return new LocalDirectory(path(given, directory.toString(), home));
    }
    throw given.notA(
        "file:DIR, such as file:/srv/gypsum/bucket or file:{data}/bucket, or s3://BUCKET/PREFIX");
  }

  private static StoreAddress parseAddress(Given given, String text) {
    try {
      return StoreAddress.parse(text);
    } catch (GypsumException e) {
      throw given.invalid(e.reason());
    }
  }

  static IdentityProvider identity(Given given) {
    for (IdentityProvider provider : IdentityProvider.values()) {
      if (provider.name().toLowerCase(Locale.ROOT).equals(given.text())) {
        return provider;
      }
    }
    throw given.notA(
        Arrays.stream(IdentityProvider.values())
            .map(provider -> provider.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or ")));
  }

  static Set<String> ids(Iterable<Given> given) {
    Set<String> ids = new TreeSet<>();
    for (Given list : given) {
      for (String id : list.text().split(",", -1)) {
        if (id.isBlank() || id.indexOf('/') >= 0
            || id.chars().anyMatch(Character::isISOControl)) {
          throw list.notA("one login or organisation, or several with one comma in between");
        }
        ids.add(id.strip());
      }
    }
    return ids;
  }

  /** Each once, in the order given. */
  static List<IndexClass> indexes(Iterable<Given> given) {
    List<IndexClass> classes = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (Given list : given) {
      for (String text : list.text().split(",", -1)) {
        IndexClass kind = index(list, text.strip());
        if (!names.add("of " + kind.baseName()) || !names.add("in " + kind.fileName())) {
          throw list.notA("classes that differ in base name and in file");
        }
        classes.add(kind);
      }
    }
    return classes;
  }

  private static IndexClass index(Given list, String text) {
    try {
      // Commas are between classes here.
      return IndexClass.parse(text.replaceFirst("=", ","));
    } catch (GypsumException e) {
      throw list.notA(
          "CLASS or CLASS=FILE, such as _bioconductor.json or _bioconductor.json=index.sqlite3 ("
              + e.reason() + ")");
    }
  }

  static String text(Given given) {
    if (given.text().isBlank() || given.text().chars().anyMatch(Character::isISOControl)) {
      throw given.notA("a text that is not empty, without control characters");
    }
    return given.text();
  }

  static Secret secret(Given given) {
    return new Secret(text(given));
  }
}
