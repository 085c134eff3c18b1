package io.gypsum.server.limit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Parses {@code X-Forwarded-For} and {@code Forwarded} (RFC 7239): lists to which each proxy appends the address from
 * which it received the request. What a client sent itself is at the start of the list, so only the end can be trusted.
 */
final class ForwardedHeaders {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String QUOTED =
      "\"(?:[\\t !#-\\[\\]-~\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*+\"";
  private static final Pattern PAIR =
      Pattern.compile("(" + TOKEN + ")=(" + TOKEN + "|" + QUOTED + ")");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
  private static final Pattern WITH_PORT =
      Pattern.compile("([^\\[\\]:]+|\\[[^\\[\\]]+])(?::(\\d{1,5}))?");
  private static final int MAX_PORT = 65535;
  /** Limits the work before the request is counted. No real chain of proxies is this long. */
  static final int MAX_HOPS = 50;
  /** Maximum length of a list, which can only be split from its start. */
  static final int MAX_FORWARDED_CHARS = 4_000;

  private ForwardedHeaders() {}

  /**
   * Returns the last hops in the lines of {@code X-Forwarded-For}, the one that the last proxy added first.
   *
   * @return one element for each of the last {@link #MAX_HOPS} elements of the lists; null for one that is not an address
   */
  static List<@Nullable InetAddress> xForwardedFor(List<String> lines) {
    List<@Nullable InetAddress> hops = new ArrayList<>();
    for (String line : lines.reversed()) {
      int end = line.length();
      while (end >= 0 && hops.size() < MAX_HOPS) {
        int comma = line.lastIndexOf(',', end - 1);
        hops.add(node(strip(line.substring(comma + 1, end)), true));
        end = comma;
      }
    }
    return hops;
  }

  /**
   * Returns the hops in the lines of {@code Forwarded}, the one that the last proxy added first.
   *
   * @return one element for each element of the lists; null for one without an address. If a line violates the syntax,
   *     it cannot be divided into elements, and the result is one null, as for lines that are too long
   */
  static List<@Nullable InetAddress> forwarded(List<String> lines) {
    List<@Nullable InetAddress> hops = new ArrayList<>();
    int characters = 0;
    for (String line : lines) {
      characters += line.length();
      if (characters > MAX_FORWARDED_CHARS || !addElements(line, hops)) {
        List<@Nullable InetAddress> malformed = new ArrayList<>();
        malformed.add(null);
        return malformed;
      }
    }
    return hops.reversed();
  }

  /** Returns false when the line violates the syntax. */
  private static boolean addElements(String line, List<@Nullable InetAddress> hops) {
    Matcher pair = PAIR.matcher(line);
    int position = skipBlanks(line, 0);
    while (true) {
      Set<String> names = new HashSet<>();
      InetAddress hop = null;
      boolean isInElement = true;
      while (isInElement) {
        pair.region(position, line.length());
        if (!pair.lookingAt()) {
          return false;
        }
        String name = pair.group(1).toLowerCase(Locale.ROOT);
        if (!names.add(name)) {
          return false;
        }
        if (name.equals("for")) {
          hop = node(unquoted(pair.group(2)), false);
        }
        position = pair.end();
        isInElement = position < line.length() && line.charAt(position) == ';';
        position += isInElement ? 1 : 0;
      }
      hops.add(hop);
      position = skipBlanks(line, position);
      if (position == line.length()) {
        return true;
      }
      if (line.charAt(position) != ',') {
        return false;
      }
      position = skipBlanks(line, position + 1);
    }
  }

  private static String unquoted(String value) {
    return value.startsWith("\"")
        ? ESCAPE.matcher(value.substring(1, value.length() - 1)).replaceAll("$1")
        : value;
  }

  /**
   * Parses an address with or without a port; an IPv6 address with a port is in brackets.
   *
   * @param mayBeBare whether an IPv6 address may have no brackets
   * @return null when it is not an address, such as {@code unknown} or a name that hides the address
   */
  private static @Nullable InetAddress node(String text, boolean mayBeBare) {
    if (mayBeBare && text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[")) {
      return IpLiterals.parse(text);
    }
    Matcher form = WITH_PORT.matcher(text);
    if (!form.matches()) {
      return null;
    }
    @Nullable String port = form.group(2);
    if (port != null && Integer.parseInt(port) > MAX_PORT) {
      return null;
    }
    String host = form.group(1);
    boolean isBracketed = host.startsWith("[");
    String bare = isBracketed ? host.substring(1, host.length() - 1) : host;
    return isBracketed == bare.indexOf(':') >= 0 ? IpLiterals.parse(bare) : null;
  }

  private static String strip(String element) {
    int start = skipBlanks(element, 0);
    int end = element.length();
    while (end > start && isBlank(element.charAt(end - 1))) {
      end--;
    }
    return element.substring(start, end);
  }

  private static int skipBlanks(String text, int position) {
    int next = position;
    while (next < text.length() && isBlank(text.charAt(next))) {
      next++;
    }
    return next;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
