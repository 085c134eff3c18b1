package io.gypsum.server.file;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.name.Key;

/**
 * Creates {@code Content-Disposition} headers (RFC 6266), with which programs save a file under its own name, instead of the
 * whole key that is the last segment of its URL. Browsers may show the file.
 */
final class ContentDisposition {
  private ContentDisposition() {}

  /** Returns the value of the header, in ASCII, for an object. */
  static String of(Key key) {
    return of("inline", key.fileName());
  }

  /** Returns the value of the header for a file that browsers save and do not show. */
  static String attachment(String name) {
    return of("attachment", name);
  }

  private static String of(String type, String name) {
    String ascii = ascii(name);
    String value = type + "; filename=\"" + ascii + "\"";
    return ascii.equals(name)
        ? value
        : value + "; filename*=UTF-8''" + PercentEncoding.encode(name);
  }

  /** Some programs do not support {@code filename*}, and decode quoted names in different ways. */
  private static String ascii(String name) {
    int plain = 0;
    while (plain < name.length() && isPlain(name.charAt(plain))) {
      plain++;
    }
    if (plain == name.length()) {
      return name;
    }
    StringBuilder ascii = new StringBuilder(name.substring(0, plain));
    name.substring(plain).codePoints().forEach(c -> ascii.append(isPlain(c) ? (char) c : '_'));
    return ascii.toString();
  }

  private static boolean isPlain(int c) {
    return c >= ' ' && c <= '~' && "\"%\\".indexOf(c) < 0;
  }
}
