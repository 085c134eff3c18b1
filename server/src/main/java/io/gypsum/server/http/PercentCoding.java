package io.gypsum.server.http;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import io.gypsum.core.GypsumException;

/** Percent-encoded text, read strictly: a {@code %} that is not followed by two hex digits, or bytes that are not UTF-8, are refused. */
final class PercentCoding {
  private PercentCoding() {}

  /**
   * Decodes once. Every character but {@code %} (and {@code +} in a query) stands for itself; one above 127 stands for
   * the raw byte that the connection delivered as ISO 8859-1.
   *
   * @param plusIsSpace true in a query, false in a path
   * @throws GypsumException INVALID when the text is malformed
   */
  static String decode(String text, boolean plusIsSpace) {
    int i = firstSpecial(text, plusIsSpace);
    return i < 0 ? text : decodeFrom(i, text, plusIsSpace);
  }

  private static int firstSpecial(String text, boolean plusIsSpace) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || c > 127 || (c == '+' && plusIsSpace)) {
        return i;
      }
    }
    return -1;
  }

  private static String decodeFrom(int from, String text, boolean plusIsSpace) {
    byte[] bytes = new byte[text.length()];
    int length = from;
    boolean ascii = true;
    for (int i = 0; i < from; i++) {
      bytes[i] = (byte) text.charAt(i);
    }
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      byte value;
      if (c == '%') {
        value = hexPair(text, i + 1);
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        value = ' ';
      } else if (c <= 255) {
        value = (byte) c;
      } else {
        throw GypsumException.invalid("the URL holds a character that is not a byte");
      }
      ascii &= value >= 0;
      bytes[length++] = value;
    }
    return ascii
        ? new String(bytes, 0, length, StandardCharsets.ISO_8859_1)
        : utf8(bytes, length);
  }

  private static byte hexPair(String text, int at) {
    int high = at < text.length() ? hexDigit(text.charAt(at)) : -1;
    int low = at + 1 < text.length() ? hexDigit(text.charAt(at + 1)) : -1;
    if (high < 0 || low < 0) {
      throw GypsumException.invalid(
          "malformed percent-encoding at '" + visible(text, at - 1)
              + "': expected % and two hex digits");
    }
    return (byte) (high << 4 | low);
  }

  private static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char lower = (char) (c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static String utf8(byte[] bytes, int length) {
    try {
      CharBuffer chars =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      return chars.toString();
    } catch (CharacterCodingException e) {
      throw new GypsumException(
          GypsumException.Kind.INVALID, "the URL, percent-decoded, is not UTF-8", e);
    }
  }

  /** A few characters from {@code at} on, safe to show. */
  private static String visible(String text, int at) {
    StringBuilder shown = new StringBuilder();
    for (int i = at; i < text.length() && i < at + 3; i++) {
      char c = text.charAt(i);
      shown.append(c > 32 && c < 127 ? c : '?');
    }
    return shown.toString();
  }
}
