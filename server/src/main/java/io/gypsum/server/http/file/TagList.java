package io.gypsum.server.http.file;

import io.gypsum.store.ETag;

/** The value of an If-Match or If-None-Match header: {@code *}, or entity tags with commas between. */
final class TagList {
  private TagList() {}

  /**
   * Whether one of the tags is {@code etag}. Reading ends at the first thing that is no tag.
   *
   * @param strongly whether weak tags ({@code W/"…"}) count as different
   */
  static boolean matches(String header, ETag etag, boolean strongly) {
    if (header.strip().equals("*")) {
      return true;
    }
    int at = 0;
    while (true) {
      at = skipSeparators(header, at);
      boolean weak = header.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      int close = header.startsWith("\"", open) ? header.indexOf('"', open + 1) : -1;
      if (close < 0) {
        return false;
      }
      if (!(weak && strongly) && isValue(header, open + 1, close, etag)) {
        return true;
      }
      at = close + 1;
    }
  }

  private static boolean isValue(String header, int from, int to, ETag etag) {
    return to - from == etag.value().length() && header.startsWith(etag.value(), from);
  }

  private static int skipSeparators(String header, int from) {
    int at = from;
    while (at < header.length() && " \t,".indexOf(header.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }
}
