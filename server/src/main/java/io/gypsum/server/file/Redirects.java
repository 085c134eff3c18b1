package io.gypsum.server.file;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.server.http.Exchange;
import io.gypsum.store.DirectAccess;

/**
 * Redirects clients to presigned URLs of the store. Recent URLs are cached, so that the store is read and the URL signed
 * once per file; if the file has changed since, the response of the store is still correct. Thread-safe, bounded.
 */
final class Redirects {
  private static final Duration ADDRESS_TTL = Duration.ofHours(1);
  /** The cached URLs occupy about 10 MB. */
  private static final int MAX_CACHED = 10_000;
  /**
   * Short, because URLs expire with the credentials that signed them, and temporary credentials are replaced only
   * minutes before they expire.
   */
  private static final Duration CACHE_TTL = Duration.ofSeconds(30);

  private final DirectAccess store;
  private final Cache<ServedFile, String> addresses =
      Caffeine.newBuilder().maximumSize(MAX_CACHED).expireAfterWrite(CACHE_TTL).build();

  Redirects(DirectAccess store) {
    this.store = store;
  }

  /**
   * Returns whether a client accepts a redirect. Pages request files with {@code redirect=no}: their content security
   * policy forbids other hosts.
   */
  static boolean isAllowed(Exchange exchange) {
    return !"no".equals(exchange.queryParameter("redirect"));
  }

  /**
   * Redirects to the cached URL of a file.
   *
   * @return false when none is cached, and nothing was sent
   */
  boolean sendCached(Exchange exchange, ServedFile file) {
    String address = addresses.getIfPresent(file);
    if (address != null) {
      send(exchange, address);
    }
    return address != null;
  }

  void send(Exchange exchange, ServedFile file) {
    String address =
        store.presignGet(
            file.key(), file.contentType(), file.contentDisposition(), ADDRESS_TTL)
            .toString();
    addresses.put(file, address);
    send(exchange, address);
  }

  private static void send(Exchange exchange, String address) {
    exchange.setHeader("Location", address);
    exchange.setHeader("Cache-Control", "no-store");
    exchange.sendEmpty(302);
  }
}
