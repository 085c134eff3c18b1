package io.gypsum.core;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encodes and decodes one component of a URL: a path segment, or the name or value of a query parameter. */
public final class PercentEncoding {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentEncoding() {}

  /**
   * Encodes the UTF-8 bytes of {@code text}, except the unreserved characters of RFC 3986 (letters, digits, {@code -._~}).
   * In particular, {@code /}, {@code +} and the space are encoded, so the result is safe in a path and in a query.
   */
  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9')
        || b == '-' || b == '.' || b == '_' || b == '~';
  }

  /**
   * Decodes {@code text} once. Every character other than {@code %} (and {@code +} if {@code plusIsSpace}) stands for
   * itself; a character from 128 to 255 stands for one raw byte, which is how an HTTP server receives it.
   *
   * @param plusIsSpace true for a query, false for a path
   * @throws GypsumException INVALID if a {@code %} is not followed by two hex digits, a character is above 255, or the
   *     decoded bytes are not UTF-8
   */
  public static String decode(String text, boolean plusIsSpace) {
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
        throw GypsumException
            .invalid("the URL contains a character outside ISO 8859-1; percent-encode it");
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
          "malformed percent-encoding at '" + excerpt(text, at - 1)
              + "': expected % and two hex digits");
    }
    return (byte) (high << 4 | low);
  }

  private static int hexDigit(char c) {
    // Character.digit would also accept digits of other scripts.
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    char lower = (char) (c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static String utf8(byte[] bytes, int length) {
    try {
      return StandardCharsets.UTF_8.newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new GypsumException(
          GypsumException.Kind.INVALID, "the percent-decoded URL is not UTF-8", e);
    }
  }

  /** Returns up to three characters from {@code at} on, in printable ASCII. */
  private static String excerpt(String text, int at) {
    StringBuilder shown = new StringBuilder();
    for (int i = at; i < text.length() && i < at + 3; i++) {
      char c = text.charAt(i);
      shown.append(c > 32 && c < 127 ? c : '?');
    }
    return shown.toString();
  }
}
