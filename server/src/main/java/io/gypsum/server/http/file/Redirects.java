package io.gypsum.server.http.file;

import java.time.Duration;
import java.util.List;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.name.Key;
import io.gypsum.server.http.Exchange;
import io.gypsum.store.ByteRange;
import io.gypsum.store.DirectAccess;
import io.gypsum.store.ObjectInfo;

/**
 * Sends who wants a big file to the store. Documents are not sent there, since whoever reads them needs this server's
 * answer; nor is what a second request would make slower. Remembers the addresses for a while, so that the store is asked,
 * and the address signed, once for each file; if it has changed since, the store's own answer is as good. Thread-safe,
 * bounded.
 */
final class Redirects {
  /** From when on a second request costs less than the bytes. */
  static final long LEAST_BYTES = 64 * 1024;
  private static final Duration VALID = Duration.ofHours(1);
  /** Some 10 MB. */
  private static final int REMEMBERED = 10_000;
  /** Keys that are lent for a while are changed minutes before their end, and what they signed ends with them. */
  private static final Duration FOR = Duration.ofSeconds(30);

  private final DirectAccess store;
  private final Cache<Key, String> addresses =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(FOR).build();

  Redirects(DirectAccess store) {
    this.store = store;
  }

  /**
   * Sends there who wants the whole of a file for which that was done lately.
   *
   * @return whether it was
   */
  boolean sendKnown(Exchange exchange, Key key) {
    String address = addresses.getIfPresent(key);
    if (address != null) {
      send(exchange, address);
    }
    return address != null;
  }

  /** @param parts what is asked for; the store gives one part at a time */
  boolean isFor(ObjectInfo info, List<ByteRange> parts) {
    return !info.key().isInternal() && parts.size() == 1
        && parts.getFirst().lengthWithin(info.sizeBytes()) >= LEAST_BYTES;
  }

  void send(Exchange exchange, ObjectInfo info) {
    Key key = info.key();
    String address = store.presignGet(key, ContentTypes.of(key), VALID).toString();
    addresses.put(key, address);
    send(exchange, address);
  }

  private static void send(Exchange exchange, String address) {
    exchange.setHeader("Location", address);
    exchange.setHeader("Cache-Control", "no-store");
    exchange.empty(302);
  }
}
