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
 * answer; nor is what a second request would make slower. Remembers what was big, so that the store is asked once for
 * each file; if it has changed since, the store's own answer is as good. Thread-safe, bounded.
 */
final class Redirects {
  /** From when on a second request costs less than the bytes. */
  static final long LEAST_BYTES = 64 * 1024;
  private static final Duration VALID = Duration.ofHours(1);
  private static final int REMEMBERED = 50_000;
  private static final Duration FOR = Duration.ofMinutes(5);

  private final DirectAccess store;
  private final Cache<Key, Boolean> big =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(FOR).build();

  Redirects(DirectAccess store) {
    this.store = store;
  }

  /** Whether the whole file went there lately, so that nothing need be known of it. */
  boolean isKnownFor(Key key) {
    return big.getIfPresent(key) != null;
  }

  /** @param parts what is asked for; the store gives one part at a time */
  boolean isFor(ObjectInfo info, List<ByteRange> parts) {
    return !info.key().isInternal() && parts.size() == 1
        && parts.getFirst().lengthWithin(info.sizeBytes()) >= LEAST_BYTES;
  }

  void send(Exchange exchange, ObjectInfo info) {
    if (info.sizeBytes() >= LEAST_BYTES) {
      big.put(info.key(), true);
    }
    send(exchange, info.key());
  }

  void send(Exchange exchange, Key key) {
    exchange.setHeader("Location", store.presignGet(key, ContentTypes.of(key), VALID).toString());
    exchange.setHeader("Cache-Control", "no-store");
    exchange.empty(302);
  }
}
