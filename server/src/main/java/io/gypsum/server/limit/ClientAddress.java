package io.gypsum.server.limit;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * The address of the client that sent a request.
 *
 * @param address never an IPv4-mapped IPv6 address
 * @param origin how the address is known
 */
public record ClientAddress(InetAddress address, Origin origin) {
  /** The source of an address. */
  public enum Origin {
    /** The other end of the connection. */
    PEER,
    /** A trusted proxy forwarded the address. */
    FORWARDED,
    /** A trusted proxy sent a malformed header, so this is the address of the proxy. */
    UNREADABLE
  }

  /**
   * The addresses that are counted together: one IPv4 address, or the IPv6 addresses with the same first 64 bits, which
   * one client can use. Requests whose client cannot be read are counted apart from those of the proxy itself.
   */
  record Group(boolean isIpv6, boolean isUnreadable, long bits) {}

  static ClientAddress ofPeer(InetAddress peer) {
    return new ClientAddress(peer, Origin.PEER);
  }

  Group group() {
    byte[] bytes = address.getAddress();
    boolean isIpv6 = address instanceof Inet6Address;
    long bits = 0;
    for (int i = 0; i < (isIpv6 ? Long.BYTES : bytes.length); i++) {
      bits = bits << Byte.SIZE | (bytes[i] & 0xff);
    }
    return new Group(isIpv6, origin == Origin.UNREADABLE, bits);
  }

  /** Returns whether the client runs on this machine and no proxy forwarded the request. */
  boolean isLocal() {
    return origin == Origin.PEER && address.isLoopbackAddress();
  }

  /** Returns the address in numbers. */
  @Override
  public String toString() {
    return address.getHostAddress();
  }
}
