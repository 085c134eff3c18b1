package io.gypsum.server.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Parses IP addresses in text form, strictly and without DNS look-ups. */
final class IpLiterals {
  private static final int IPV4_BYTES = 4;
  private static final int MAX_OCTET = 255;
  private static final int MAX_IPV6_CHARS = 45;
  private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private IpLiterals() {}

  /**
   * Returns the address, where an IPv4-mapped IPv6 address is the IPv4 address; null when {@code text} is neither
   * {@code d.d.d.d} in decimal without leading zeros, nor an IPv6 address without scope and brackets.
   */
  static @Nullable InetAddress parse(String text) {
    return text.indexOf(':') < 0 ? parseIpv4(text) : parseIpv6(text);
  }

  private static @Nullable InetAddress parseIpv4(String text) {
    byte[] bytes = new byte[IPV4_BYTES];
    int start = 0;
    for (int i = 0; i < IPV4_BYTES; i++) {
      int dot = text.indexOf('.', start);
      boolean isLast = i == IPV4_BYTES - 1;
      int octet = isLast == (dot < 0) ? octet(text, start, isLast ? text.length() : dot) : -1;
      if (octet < 0) {
        return null;
      }
      bytes[i] = (byte) octet;
      start = dot + 1;
    }
    return ofBytes(bytes);
  }

  /** Returns -1 for text that is not a number from 0 to 255; some programs read a leading zero as octal. */
  private static int octet(String text, int start, int end) {
    int digits = end - start;
    if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(start) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = 10 * value + (c - '0');
    }
    return value <= MAX_OCTET ? value : -1;
  }

  private static @Nullable InetAddress parseIpv6(String text) {
    if (text.length() > MAX_IPV6_CHARS || !IPV6_CHARACTERS.matcher(text).matches()) {
      return null;
    }
    int dot = text.indexOf('.');
    if (dot >= 0 && parseIpv4(text.substring(text.lastIndexOf(':') + 1)) == null) {
      return null;
    }
    try {
      return Inet6Address.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static InetAddress ofBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address of " + bytes.length + " bytes", e);
    }
  }
}
