package io.gypsum.server.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.gypsum.server.limit.ClientAddress.Origin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Determines the address of the client that sent a request: the other end of the connection or, if that is a trusted
 * proxy, the last address in {@code X-Forwarded-For} or {@code Forwarded} that is not a trusted proxy. The only class
 * that reads these headers. Thread-safe.
 */
public final class ClientAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(ClientAddresses.class);
  private static final String X_FORWARDED_FOR = "X-Forwarded-For";
  private static final String FORWARDED = "Forwarded";
  /** Stands for the address of a peer whose connection was closed before the address was read. */
  private static final InetAddress UNKNOWN = IpLiterals.ofBytes(new byte[4]);

  private final List<AddressRange> trustedProxies;
  private final AtomicBoolean hasWarned = new AtomicBoolean();

  /** The headers of a request. */
  @FunctionalInterface
  public interface Headers {
    /** Returns the values of all headers of that name, in order. */
    List<String> values(String name);
  }

  public ClientAddresses(List<AddressRange> trustedProxies) {
    this.trustedProxies = List.copyOf(trustedProxies);
  }

  /**
   * Returns the address of the client. A malformed header of a trusted proxy results in the address of the proxy, with
   * the origin {@link Origin#UNREADABLE}; so do two headers that name different clients, since one of them was sent by
   * the client.
   *
   * @param peer the address of the other end of the connection, possibly with an IPv6 scope; null if unknown
   */
  public ClientAddress of(@Nullable InetAddress peer, Headers headers) {
    InetAddress address = peer == null ? UNKNOWN : withoutScope(peer);
    if (!isTrusted(address)) {
      warnAboutUntrustedProxy(address, headers);
      return ClientAddress.ofPeer(address);
    }
    List<String> older = headers.values(X_FORWARDED_FOR);
    List<String> standard = headers.values(FORWARDED);
    if (older.isEmpty() && standard.isEmpty()) {
      return ClientAddress.ofPeer(address);
    }
    List<@Nullable InetAddress> clients = new ArrayList<>();
    if (!older.isEmpty()) {
      clients.add(client(ForwardedHeaders.xForwardedFor(older)));
    }
    if (!standard.isEmpty()) {
      clients.add(client(ForwardedHeaders.forwarded(standard)));
    }
    InetAddress client = clients.getFirst();
    return client != null && client.equals(clients.getLast())
        ? new ClientAddress(client, Origin.FORWARDED)
        : new ClientAddress(address, Origin.UNREADABLE);
  }

  boolean isTrusted(InetAddress peer) {
    for (AddressRange range : trustedProxies) {
      if (range.contains(peer)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the address without its IPv6 scope; an IPv4-mapped IPv6 address becomes the IPv4 address. */
  static InetAddress withoutScope(InetAddress peer) {
    return peer instanceof Inet6Address ? IpLiterals.ofBytes(peer.getAddress()) : peer;
  }

  /**
   * Returns the first hop that is not a trusted proxy, or the last hop when all are; null when a hop before it is not an
   * address.
   *
   * @param hops the last proxy's first, not empty
   */
  private @Nullable InetAddress client(List<@Nullable InetAddress> hops) {
    for (InetAddress hop : hops) {
      if (hop == null || !isTrusted(hop)) {
        return hop;
      }
    }
    return hops.getLast();
  }

  /** Warns once: behind a proxy that is not trusted, all clients share the limits of one address. */
  private void warnAboutUntrustedProxy(InetAddress peer, Headers headers) {
    if (hasWarned.get()
        || (headers.values(X_FORWARDED_FOR).isEmpty() && headers.values(FORWARDED).isEmpty())) {
      return;
    }
    if (hasWarned.compareAndSet(false, true)) {
      LOG.warn(
          "{} sent a request with X-Forwarded-For or Forwarded, which was ignored: if it is your"
              + " proxy, add its address to 'trusted-proxies', or all its clients share the limits"
              + " of one address",
          peer.getHostAddress());
    }
  }
}
