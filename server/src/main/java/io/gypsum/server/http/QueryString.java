package io.gypsum.server.http;

import org.jspecify.annotations.Nullable;

/** The part of a URL after the question mark, read strictly and decoded once. */
final class QueryString {
  private QueryString() {}

  /**
   * The first value of that name; the empty string where the name stands without one; null when it is not there.
   *
   * @throws io.gypsum.core.GypsumException INVALID when a name or a value before it is malformed
   */
  static @Nullable String first(@Nullable String raw, String name) {
    if (raw == null) {
      return null;
    }
    for (int start = 0; start <= raw.length();) {
      int end = raw.indexOf('&', start);
      end = end < 0 ? raw.length() : end;
      int equals = raw.indexOf('=', start);
      boolean hasValue = equals >= 0 && equals < end;
      int nameEnd = hasValue ? equals : end;
      if (PercentCoding.decode(raw.substring(start, nameEnd), true).equals(name)) {
        return hasValue ? PercentCoding.decode(raw.substring(equals + 1, end), true) : "";
      }
      start = end + 1;
    }
    return null;
  }
}
