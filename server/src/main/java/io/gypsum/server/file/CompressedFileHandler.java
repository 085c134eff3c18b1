package io.gypsum.server.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;

import io.gypsum.core.name.Key;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;
import org.jspecify.annotations.Nullable;

/**
 * Serves the objects of a store whose content is replaced from time to time, such as indexes; the route's path parameter
 * {@code name} is the key. A client that accepts gzip and requests the whole object gets its {@linkplain CompressedForms
 * compressed form}, if it exists; all other requests are passed to a {@link FileHandler}. The two forms have
 * different entity tags, so that clients never combine parts of both.
 */
public final class CompressedFileHandler implements Handler {
  private static final String TAG_SUFFIX = "-gzip";
  private static final Set<String> GZIP_CODINGS = Set.of("gzip", "x-gzip", "*");

  private final CompressedForms forms;
  private final FileHandler uncompressed;

  /** @param forms the compressed forms of the objects of its store; closed by the caller */
  public CompressedFileHandler(CompressedForms forms, InstantSource clock) {
    this.forms = forms;
    this.uncompressed =
        new FileHandler(
            "name", forms.store(), new CachePolicy((version, time) -> false), clock, null,
            new RecentFiles(() -> 0, System::nanoTime));
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
    ObjectInfo current = forms.store().head(key).orElseThrow(() -> FileSender.missing(key));
    // Conditions refer to the tag of the form that is sent, so they are evaluated when that is known.
    RequestConditions.Verdict verdict =
        RequestConditions.of(exchange).verdict(tag(current), current.lastModified());
    if (verdict == RequestConditions.Verdict.NOT_MODIFIED) {
      setHeaders(exchange, current);
      exchange.sendEmpty(304);
      return;
    }
    CompressedForms.Form form = forms.find(current);
    if (form == null) {
      uncompressed.handle(exchange);
    } else if (verdict == RequestConditions.Verdict.PRECONDITION_FAILED) {
      setHeaders(exchange, current);
      RangedResponse.sendPreconditionFailed(exchange);
    } else {
      setHeaders(exchange, form.info());
      exchange.setHeader("Content-Encoding", "gzip");
      send(exchange, form);
    }
  }

  private static ETag tag(ObjectInfo object) {
    return new ETag(object.etag().value() + TAG_SUFFIX);
  }

  private void setHeaders(Exchange exchange, ObjectInfo object) {
    uncompressed.setHeaders(exchange, object.key());
    uncompressed.setValidators(exchange, object);
    exchange.setHeader("ETag", tag(object).quoted());
  }

  private static void send(Exchange exchange, CompressedForms.Form form) throws IOException {
    String type = ContentTypes.of(form.info().key());
    if (exchange.canSendFile()) {
      exchange.sendFile(200, type, form.file(), 0, form.sizeBytes());
      return;
    }
    try (InputStream body = Files.newInputStream(form.file())) {
      exchange.stream(200, type, form.sizeBytes(), out -> FileSender.copy(body, out));
    }
  }

  /**
   * Returns whether an {@code Accept-Encoding} header (RFC 9110, section 12.5.3) lists gzip, by name or by {@code *}, and
   * not with {@code q=0}.
   */
  public static boolean acceptsGzip(@Nullable String header) {
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
}
