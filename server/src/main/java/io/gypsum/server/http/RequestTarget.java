package io.gypsum.server.http;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.PercentEncoding;
import org.jspecify.annotations.Nullable;

/** Splits the path and the query of a request before decoding them, so that {@code %2F} never separates segments. */
final class RequestTarget {
  private RequestTarget() {}

  /**
   * Returns the segments between the slashes, each decoded once. The first character, a slash, is skipped.
   *
   * @throws io.gypsum.core.GypsumException INVALID when a segment is malformed
   */
  static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>(6);
    // The path may be empty: "GET ?x HTTP/1.1".
    int start = Math.min(1, rawPath.length());
    for (int slash = rawPath.indexOf('/', start); slash >= 0; slash = rawPath.indexOf('/', start)) {
      segments.add(PercentEncoding.decode(rawPath.substring(start, slash), false));
      start = slash + 1;
    }
    segments.add(PercentEncoding.decode(rawPath.substring(start), false));
    return segments;
  }

  static boolean hasDoubledSlash(String rawPath) {
    return rawPath.contains("//");
  }

  /**
   * Returns the path with single slashes. It starts with exactly one slash, so that a redirect to it stays on this
   * server ({@code //evil.com} would not).
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

  /**
   * Returns the first value of a query parameter, decoded once; the empty string when the parameter has no value; null
   * when the query does not contain it.
   *
   * @throws io.gypsum.core.GypsumException INVALID when this or an earlier parameter is malformed
   */
  static @Nullable String queryParameter(@Nullable String rawQuery, String name) {
    if (rawQuery == null) {
      return null;
    }
    for (int start = 0; start <= rawQuery.length();) {
      int end = rawQuery.indexOf('&', start);
      end = end < 0 ? rawQuery.length() : end;
      int equals = rawQuery.indexOf('=', start);
      boolean hasValue = equals >= 0 && equals < end;
      int nameEnd = hasValue ? equals : end;
      if (PercentEncoding.decode(rawQuery.substring(start, nameEnd), true).equals(name)) {
        return hasValue ? PercentEncoding.decode(rawQuery.substring(equals + 1, end), true) : "";
      }
      start = end + 1;
    }
    return null;
  }
}
