package io.gypsum.server.file;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.name.Key;

/**
 * Creates {@code Content-Disposition} headers (RFC 6266), with which programs save a file under its own name, instead of the whole
 * key that is the last segment of its URL. Browsers may show the file.
 */
final class ContentDisposition {
  private ContentDisposition() {}

  /** Returns the value of the header, in ASCII. */
  static String of(Key key) {
    String name = key.fileName();
    String ascii = ascii(name);
    String value = "inline; filename=\"" + ascii + "\"";
    return ascii.equals(name)
        ? value
        : value + "; filename*=UTF-8''" + PercentEncoding.encode(name);
  }

  /** Some programs do not support {@code filename*}, and decode quoted names in different ways. */
  private static String ascii(String name) {
    StringBuilder ascii = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> ascii.append(c >= ' ' && c <= '~' && "\"%\\".indexOf(c) < 0 ? (char) c : '_'));
    return ascii.toString();
  }
}
