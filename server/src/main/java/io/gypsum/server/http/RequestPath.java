package io.gypsum.server.http;

import java.util.ArrayList;
import java.util.List;

/** The path of a request as it was sent, taken apart before it is decoded, so that {@code %2F} never separates. */
final class RequestPath {
  private RequestPath() {}

  /**
   * The segments between the slashes, each decoded once. What comes before the first character, a slash, is not looked
   * at.
   *
   * @throws io.gypsum.core.GypsumException INVALID when one is malformed
   */
  static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>(6);
    // A request target may also be empty before its query: "GET ?x HTTP/1.1".
    int start = Math.min(1, rawPath.length());
    for (int slash = rawPath.indexOf('/', start); slash >= 0; slash = rawPath.indexOf('/', start)) {
      segments.add(PercentCoding.decode(rawPath.substring(start, slash), false));
      start = slash + 1;
    }
    segments.add(PercentCoding.decode(rawPath.substring(start), false));
    return segments;
  }

  static boolean hasDoubledSlash(String rawPath) {
    return rawPath.contains("//");
  }

  /**
   * The path with single slashes. Starts with exactly one, so that a redirect to it stays on this server ({@code
   * //evil.com} would not).
   */
  static String withSingleSlashes(String rawPath) {
    StringBuilder single = new StringBuilder(rawPath.length());
    char last = 0;
    for (int i = 0; i < rawPath.length(); i++) {
      char c = rawPath.charAt(i);
      if (c != '/' || last != '/') {
        single.append(c);
      }
      last = c;
    }
    return single.toString();
  }
}
