package io.gypsum.server.http.file;

import java.time.Duration;
import java.util.List;

import io.gypsum.server.http.Exchange;
import io.gypsum.store.ByteRange;
import io.gypsum.store.DirectAccess;
import io.gypsum.store.ObjectInfo;

/**
 * Sends who wants a big file to the store. Documents are not sent there, since whoever reads them needs this server's
 * answer; nor is what a second request would make slower.
 */
record Redirects(DirectAccess store) {
  /** From when on a second request costs less than the bytes. */
  static final long LEAST_BYTES = 64 * 1024;
  private static final Duration VALID = Duration.ofHours(1);

  /** @param parts what is asked for; the store gives one part at a time */
  boolean isFor(ObjectInfo info, List<ByteRange> parts) {
    return !info.key().isInternal() && parts.size() == 1
        && parts.getFirst().lengthWithin(info.sizeBytes()) >= LEAST_BYTES;
  }

  void send(Exchange exchange, ObjectInfo info) {
    exchange.setHeader(
        "Location",
        store.presignGet(info.key(), ContentTypes.of(info.key()), VALID).toString());
    exchange.setHeader("Cache-Control", "no-store");
    exchange.empty(302);
  }
}
