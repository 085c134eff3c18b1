package io.gypsum.server.limit;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that start with the same bits, such as {@code 10.0.0.0/8}. A range contains addresses of its own IP
 * version only.
 *
 * @param first the first address; its bits after the prefix are 0
 */
public record AddressRange(InetAddress first, int prefixBits) {
  private static final Pattern FORM = Pattern.compile("([^/]*)(?:/(0|[1-9]\\d{0,2}))?");

  public AddressRange {
    byte[] bytes = first.getAddress();
    if (prefixBits < 0 || prefixBits > bytes.length * Byte.SIZE) {
      throw new IllegalArgumentException("a prefix of " + prefixBits + " bits");
    }
  }

  /**
   * Parses an address, or a range in CIDR notation.
   *
   * @throws GypsumException {@code INVALID} when the text is neither, or the address has bits after the prefix, as in
   *     {@code 10.0.0.1/8}
   */
  public static AddressRange parse(String text) {
    Matcher form = FORM.matcher(text);
    InetAddress address = form.matches() ? IpLiterals.parse(form.group(1)) : null;
    if (address == null) {
      throw invalid(text, "expected an address or a range such as 10.0.0.0/8 or 2001:db8::/32");
    }
    int allBits = address.getAddress().length * Byte.SIZE;
    @Nullable String prefix = form.group(2);
    int bits = prefix == null ? allBits : Integer.parseInt(prefix);
    if (bits > allBits) {
      throw invalid(text, "expected a prefix of at most " + allBits + " bits");
    }
    AddressRange range = new AddressRange(masked(address, bits), bits);
    if (!range.first.equals(address)) {
      throw invalid(text, "its first address is " + range);
    }
    return range;
  }

  private static GypsumException invalid(String text, String problem) {
    return GypsumException
        .invalid("address range '" + Printable.value(text) + "' is invalid: " + problem);
  }

  private static InetAddress masked(InetAddress address, int bits) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(bits - (long) i * Byte.SIZE, 0, Byte.SIZE);
      bytes[i] &= (byte) (0xff << (Byte.SIZE - kept));
    }
    return IpLiterals.ofBytes(bytes);
  }

  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    byte[] prefix = first.getAddress();
    int wholeBytes = prefixBits / Byte.SIZE;
    if (bytes.length != prefix.length
        || Arrays.mismatch(bytes, 0, wholeBytes, prefix, 0, wholeBytes) >= 0) {
      return false;
    }
    int restBits = prefixBits % Byte.SIZE;
    return restBits == 0
        || ((bytes[wholeBytes] ^ prefix[wholeBytes]) & 0xff) >>> (Byte.SIZE - restBits) == 0;
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + prefixBits;
  }
}
