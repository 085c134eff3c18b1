package io.gypsum.server.file;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiPredicate;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.DirectAccess;
import io.gypsum.store.LocalFile;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /file/{key}}: serves one object, whole or in part, if the conditions of the request hold. The slashes of a key are
 * encoded as {@code %2F}; plain ones are accepted as well, since some proxies decode them.
 */
public final class FileHandler implements Handler {
  private final String parameter;
  private final ReadStore store;
  private final InstantSource clock;
  private final FileSender sender;
  private final @Nullable Redirects redirects;

  /**
   * Serves the objects of a bucket; the route's path parameter {@code key} is the key.
   *
   * @param isImmutable whether that object of that version can never change again; called for every file, so it should return
   *     from memory where possible. If it fails, the file is served as changeable
   * @param direct creates the URLs to which big files are redirected; null to redirect no file
   */
  public FileHandler(
      ReadStore store, BiPredicate<AssetVersion, ObjectInfo> isImmutable, InstantSource clock,
      @Nullable DirectAccess direct) {
    this(
        "key", store, new CachePolicy(isImmutable), clock,
        direct == null ? null : new Redirects(direct));
  }

  /** @param parameter path parameter of the route that contains the key */
  FileHandler(
      String parameter, ReadStore store, CachePolicy caching, InstantSource clock,
      @Nullable Redirects redirects) {
    this.parameter = parameter;
    this.store = store;
    this.clock = clock;
    this.redirects = redirects;
    this.sender = new FileSender(store, caching, redirects);
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    Key key = key(exchange);
    String range = exchange.isHead() ? null : exchange.header("Range");
    RequestConditions conditions = RequestConditions.of(exchange);
    setHeaders(exchange, key);
    boolean isPlain = range == null && conditions.isEmpty() && !exchange.isHead();
    if (!isPlain) {
      sendIfConditionsHold(exchange, key, range, conditions);
    } else if (redirects == null || !redirects.sendCached(exchange, key)) {
      sender.sendWhole(exchange, key);
    }
  }

  private void sendIfConditionsHold(
      Exchange exchange, Key key, @Nullable String range, RequestConditions conditions)
      throws IOException {
    Optional<LocalFile> local =
        exchange.canSendFile() ? store.localFile(key) : Optional.empty();
    ObjectInfo info =
        local.map(LocalFile::info)
            .or(() -> store.head(key))
            .orElseThrow(() -> FileSender.missing(key));
    sender.setValidators(exchange, info);
    switch (conditions.verdict(info.etag(), info.lastModified())) {
      case NOT_MODIFIED -> exchange.sendEmpty(304);
      case PRECONDITION_FAILED -> sendPreconditionFailed(exchange);
      case PROCEED -> {
        boolean isInPart =
            conditions.allowRange(info.etag(), info.lastModified(), clock.instant());
        send(
            exchange, info, local.orElse(null),
            RangeHeader.parse(isInPart ? range : null, info.sizeBytes()));
      }
    }
  }

  private void send(
      Exchange exchange, ObjectInfo info, @Nullable LocalFile local, RangeHeader ranges)
      throws IOException {
    switch (ranges) {
      case RangeHeader.Whole whole -> {
        if (exchange.isHead()) {
          sender.sendHeaders(exchange, info);
        } else {
          sender.sendWhole(exchange, info);
        }
      }
      case RangeHeader.Unsatisfiable none -> {
        exchange.setHeader("Content-Range", "bytes */" + info.sizeBytes());
        sendError(
            exchange, 416,
            "the range is outside the object, which has " + info.sizeBytes() + " bytes");
      }
      case RangeHeader.Parts parts -> sender.sendRanges(exchange, info, local, parts.ranges());
    }
  }

  Key key(Exchange exchange) {
    return new Key(exchange.pathParameter(parameter));
  }

  static void sendPreconditionFailed(Exchange exchange) throws IOException {
    sendError(exchange, 412, "the object does not match the conditions of the request");
  }

  private static void sendError(Exchange exchange, int status, String reason) throws IOException {
    exchange.setHeader("Cache-Control", "no-cache");
    exchange.sendError(status, reason);
  }

  void setHeaders(Exchange exchange, Key key) {
    exchange.setHeader("Accept-Ranges", "bytes");
    exchange.setHeader("Content-Disposition", ContentDisposition.of(key));
    exchange.setHeader("Access-Control-Expose-Headers", "*");
    if (!key.isInternal()) {
      // A browser must not run uploaded content in this server's origin.
      exchange.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
    }
  }

  void setValidators(Exchange exchange, ObjectInfo info) {
    sender.setValidators(exchange, info);
  }
}
