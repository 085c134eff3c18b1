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
    String[] octets = text.split("\\.", -1);
    if (octets.length != IPV4_BYTES) {
      return null;
    }
    byte[] bytes = new byte[IPV4_BYTES];
    for (int i = 0; i < IPV4_BYTES; i++) {
      int octet = octet(octets[i]);
      if (octet < 0) {
        return null;
      }
      bytes[i] = (byte) octet;
    }
    return ofBytes(bytes);
  }

  /** Returns -1 for text that is not a number from 0 to 255; some programs read a leading zero as octal. */
  private static int octet(String text) {
    if (text.isEmpty() || text.length() > 3 || (text.length() > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
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
