package io.gypsum.client.nio;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** How to speak to the server that a {@code gypsum:} URI names. */
final class ServerAddress {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private ServerAddress() {}

  /** @param usual the address of the server that this user usually means; null when there is none */
  static URI of(String authority, @Nullable String usual) {
    if (usual != null && !usual.isBlank()) {
      URI address = URI.create(usual.strip());
      if (authority.equalsIgnoreCase(address.getRawAuthority())) {
        return address;
      }
    }
    String host = URI.create("gypsum://" + authority).getHost();
    boolean here = host != null && THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT));
    return URI.create((here ? "http://" : "https://") + authority);
  }
}
