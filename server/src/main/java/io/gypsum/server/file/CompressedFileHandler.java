package io.gypsum.server.file;

import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import io.gypsum.core.name.Key;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ETag;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * Serves the objects of a store whose content is replaced from time to time, such as indexes; the route's path parameter
 * {@code name} is the key. A client that accepts gzip and requests the whole object gets it compressed; all other
 * requests are passed to a {@link FileHandler}. Both forms have entity tags of their own, so that clients never combine
 * parts of both.
 */
public final class CompressedFileHandler implements Handler {
  private static final String TAG_SUFFIX = "-gzip";
  private static final Set<String> GZIP_CODINGS = Set.of("gzip", "x-gzip", "*");

  private final ReadStore store;
  private final FileHandler uncompressed;

  public CompressedFileHandler(ReadStore store, InstantSource clock) {
    this.store = store;
    this.uncompressed =
        new FileHandler("name", store, new CachePolicy((version, time) -> false), clock, null);
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    exchange.setHeader("Vary", "Accept-Encoding");
    if (exchange.isHead() || exchange.header("Range") != null
        || !acceptsGzip(exchange.header("Accept-Encoding"))) {
      uncompressed.handle(exchange);
      return;
    }
    Key key = uncompressed.key(exchange);
    try (StoredObject object =
        store.get(key, ByteRange.ALL).orElseThrow(() -> FileSender.missing(key))) {
      ETag tag = new ETag(object.info().etag().value() + TAG_SUFFIX);
      uncompressed.setHeaders(exchange, key);
      uncompressed.setValidators(exchange, object.info());
      exchange.setHeader("ETag", tag.quoted());
      RequestConditions conditions = RequestConditions.of(exchange);
      switch (conditions.verdict(tag, object.info().lastModified())) {
        case NOT_MODIFIED -> exchange.sendEmpty(304);
        case PRECONDITION_FAILED -> FileHandler.sendPreconditionFailed(exchange);
        case PROCEED -> {
          exchange.setHeader("Content-Encoding", "gzip");
          exchange.stream(
              ContentTypes.of(key), out -> {
                try (FastGzipStream compressed = new FastGzipStream(out)) {
                  FileSender.copy(object.body(), compressed);
                }
              });
        }
      }
    }
  }

  /**
   * Returns whether an {@code Accept-Encoding} header (RFC 9110, section 12.5.3) lists gzip, by name or by {@code *}, and
   * not with {@code q=0}.
   */
  static boolean acceptsGzip(@Nullable String header) {
    if (header == null) {
      return false;
    }
    boolean acceptsAny = false;
    for (String item : header.split(",")) {
      String[] parts = item.toLowerCase(Locale.ROOT).split(";", 2);
      String coding = parts[0].strip();
      if (GZIP_CODINGS.contains(coding)) {
        boolean isAccepted = parts.length < 2 || !parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
        if (!coding.equals("*")) {
          return isAccepted;
        }
        acceptsAny = isAccepted;
      }
    }
    return acceptsAny;
  }

  /** Compresses at the fastest level, to keep up with a fast network. Closing leaves the target open. */
  private static final class FastGzipStream extends GZIPOutputStream {
    private static final int BUFFER_BYTES = 16 * 1024;

    FastGzipStream(OutputStream out) throws IOException {
      super(out, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }

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
