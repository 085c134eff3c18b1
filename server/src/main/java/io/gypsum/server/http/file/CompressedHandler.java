package io.gypsum.server.http.file;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import io.gypsum.core.name.Key;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ETag;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;

/**
 * Sends an object compressed to a client that takes it so and wants all of it; every other request it leaves to the
 * handler for what is not compressed. The two forms have validators of their own, so parts of one are never put to the
 * other.
 */
final class CompressedHandler implements Handler {
  private static final String SUFFIX = "-gzip";

  private final ReadStore store;
  private final FileHandler plain;

  CompressedHandler(ReadStore store, FileHandler plain) {
    this.store = store;
    this.plain = plain;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    exchange.setHeader("Vary", "Accept-Encoding");
    if (exchange.isHead() || exchange.header("Range") != null
        || !AcceptedEncodings.haveGzip(exchange.header("Accept-Encoding"))) {
      plain.handle(exchange);
      return;
    }
    Key key = plain.key(exchange);
    try (StoredObject object =
        store.get(key, ByteRange.ALL).orElseThrow(() -> FileHandler.missing(key))) {
      ETag tag = new ETag(object.info().etag().value() + SUFFIX);
      plain.setHeaders(exchange, key);
      plain.setValidators(exchange, object.info());
      exchange.setHeader("ETag", tag.quoted());
      switch (FileHandler.conditions(exchange).verdict(tag, object.info().lastModified())) {
        case NOT_MODIFIED -> exchange.empty(304);
        case PRECONDITION_FAILED -> FileHandler.refuseState(exchange);
        case PROCEED -> {
          exchange.setHeader("Content-Encoding", "gzip");
          exchange.stream(
              ContentTypes.of(key), out -> {
                try (Gzip compressed = new Gzip(out)) {
                  FileSender.copy(object.body(), compressed);
                }
              });
        }
      }
    }
  }

  /** Quick rather than thorough: it keeps up with a fast network. */
  private static final class Gzip extends GZIPOutputStream {
    private static final int BUFFER_BYTES = 16 * 1024;

    Gzip(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }

    /** Ends the compressed stream; what it is written to stays open. */
    @Override
    public void close() throws IOException {
      try {
        finish();
      } finally {
        def.end();
      }
    }
  }
}
